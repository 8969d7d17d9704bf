/* The screen, 512 rows at a time. Included once for each path of kernel.c, which sets PATH(name).
 *
 * A bitmap over the rows of a block is eight words; row r is bit r / 8 of word r % 8, so that values
 * gathered row by row lie as the transposition wants them. */

static inline int PATH(any)(const vec *v)
{
#ifdef USE_AVX512
    const __m512i all = (__m512i)*v;
    return _mm512_test_epi64_mask(all, all) != 0;
#else
    uint64_t all = 0;
    for (int t = 0; t < 8; t++)
        all |= (*v)[t];
    return all != 0;
#endif
}

/* Bits [at, at + n) of a bitmap, and none after. */
static void PATH(bits_of)(const uint8_t *bitmap, int64_t at, int n, uint64_t *restrict out)
{
    const uint8_t *from = bitmap + (at >> 3);
    const int shift = (int)(at & 7), bytes = (shift + n + 7) / 8;
    uint8_t whole[ROWS / 8 + 16] = {0};
    memcpy(whole, from, (size_t)bytes);
    for (int w = 0; w < ROWS / 64; w++) {
        uint64_t low, high;
        memcpy(&low, whole + 8 * w, 8);
        memcpy(&high, whole + 8 * w + 8, 8);
        out[w] = shift ? low >> shift | high << (64 - shift) : low;
    }
}

/* Rows whose bit is not set get a value. */
static void PATH(unset)(const uint64_t *bits, uint32_t value, uint32_t *restrict out)
{
#ifdef USE_AVX512
    const __m512i values = _mm512_set1_epi32((int)value);
    for (int r = 0; r < ROWS; r += 16)
        _mm512_mask_storeu_epi32(out + r, (__mmask16) ~(bits[r >> 6] >> (r & 63)), values);
#else
    for (int w = 0; w < ROWS / 64; w++)
        for (uint64_t left = ~bits[w]; left; left &= left - 1)
            out[w * 64 + __builtin_ctzll(left)] = value;
#endif
}

#define CLASSES_OF(type)                                                \
    do {                                                                \
        const type *codes = (const type *)f->data + from;               \
        for (int r = 0; r < n; r++) {                                   \
            uint32_t code = codes[r] < last ? codes[r] : last;          \
            ONE_BY_ONE(code);                                           \
            out[r] = classes[code];                                     \
        }                                                               \
    } while (0)

/* Class of each row, times the words of a class: where its bits begin in the field's table. */
static void PATH(classes_of_codes)(const struct field *f, int64_t from, int n, uint32_t *restrict out)
{
    const uint32_t *classes = f->classes;
    const uint32_t last = f->n_codes; /* the entry after the codes is that of the missing */
    if (f->width == 0) {
        uint64_t bits[ROWS / 64];
        PATH(bits_of)(f->data, from + f->data_offset, n, bits);
        for (int r = 0; r < ROWS; r++)
            out[r] = classes[1];
        PATH(unset)(bits, classes[0], out);
    } else if (f->width == 1) {
        CLASSES_OF(uint8_t);
    } else if (f->width == 2) {
        CLASSES_OF(uint16_t);
    } else {
        CLASSES_OF(uint32_t);
    }
}

#undef CLASSES_OF

/* How many bounds are not above each value. Bounds are padded with NaN, which nothing reaches. */
static void PATH(search)(const struct field *f, const double *restrict x, int n, uint32_t *restrict out)
{
    const double *restrict bounds = f->bounds;
    if (f->steps <= 4) {
        int count = (1 << f->steps) - 1;
        int64_t below[ROWS];
        for (int r = 0; r < ROWS; r++)
            below[r] = 0;
        for (int b = 0; b < count; b++) {
            const double bound = bounds[b];
            for (int r = 0; r < ROWS; r++)
                below[r] += x[r] >= bound;
        }
        for (int r = 0; r < n; r++)
            out[r] = (uint32_t)below[r];
        return;
    }
#ifdef USE_AVX512
    for (int r = 0; r < ROWS; r += 32) {
        __m512d v[4];
        __m256i at[4];
        for (int k = 0; k < 4; k++) {
            v[k] = _mm512_loadu_pd(x + r + 8 * k);
            at[k] = _mm256_setzero_si256();
        }
        for (int step = 1 << (f->steps - 1); step; step >>= 1) {
            const __m256i by = _mm256_set1_epi32(step);
            for (int k = 0; k < 4; k++) {
                __m512d bound = _mm512_i32gather_pd(at[k], bounds + step - 1, 8);
                __mmask8 reached = _mm512_cmp_pd_mask(v[k], bound, _CMP_GE_OQ);
                at[k] = _mm256_mask_add_epi32(at[k], reached, at[k], by);
            }
        }
        for (int k = 0; k < 4; k++)
            _mm256_storeu_si256((__m256i *)(out + r + 8 * k), at[k]);
    }
#else
    for (int r = 0; r < ROWS; r += 8) {
        uint32_t at[8] = {0};
        for (uint32_t step = 1u << (f->steps - 1); step; step >>= 1)
            for (int k = 0; k < 8; k++) {
                at[k] += (uint32_t)(x[r + k] >= bounds[at[k] + step - 1]) * step;
                ONE_BY_ONE(at[k]);
            }
        for (int k = 0; k < 8; k++)
            out[r + k] = at[k];
    }
#endif
}

/* Numbers or days of a block; rows after its end are 0. */
static void PATH(numbers)(const struct field *f, int64_t from, int n, double *restrict x)
{
    if (f->kind == DOUBLES) {
        memcpy(x, (const double *)f->data + from, (size_t)n * sizeof(double));
    } else {
        const int32_t *days = (const int32_t *)f->data + from;
        for (int r = 0; r < n; r++)
            x[r] = days[r];
    }
    for (int r = n; r < ROWS; r++)
        x[r] = 0;
}

static void PATH(classify)(const struct field *f, int64_t from, int n, uint32_t *restrict out)
{
    if (f->kind == CODES) {
        PATH(classes_of_codes)(f, from, n, out);
    } else {
        double x[ROWS] __attribute__((aligned(64)));
        PATH(numbers)(f, from, n, x);
        PATH(search)(f, x, n, out);
        const uint32_t *classes = f->classes, missing = f->missing;
        for (int r = 0; r < n; r++) {
            uint32_t class = classes[out[r]];
            out[r] = x[r] == x[r] ? class : missing;
        }
    }
    if (f->valid) {
        uint64_t there[ROWS / 64];
        PATH(bits_of)(f->valid, from + f->valid_offset, n, there);
        PATH(unset)(there, f->missing, out);
    }
    for (int r = n; r < ROWS; r++)
        out[r] = 0;
}

#ifdef USE_AVX512
#define EIGHT_ROWS for (int g = 0; g < ROWS / 8; g++)
#define BITS_OF_EIGHT(bits) ((__mmask8)((bits)[g >> 3] >> (g & 7) * 8))
#define WORD(x) _mm512_set1_epi64((long long)(x))

/* What the codes of eight rows say. */
static inline __attribute__((always_inline)) __m512i PATH(said_of_codes)(const struct field *f, int64_t at)
{
    __m256i codes;
    if (f->width == 1)
        codes = _mm256_cvtepu8_epi32(_mm_loadl_epi64((const void *)((const uint8_t *)f->data + at)));
    else if (f->width == 2)
        codes = _mm256_cvtepu16_epi32(_mm_loadu_si128((const void *)((const uint16_t *)f->data + at)));
    else
        codes = _mm256_loadu_si256((const void *)((const uint32_t *)f->data + at));
    return _mm512_i32gather_epi64(_mm256_min_epu32(codes, _mm256_set1_epi32((int)f->n_codes)), f->direct, 8);
}

/* Where a row has one word: what a field says of each row of a whole block is added to the row's word.
 * Other processors gather no faster than they look up twice, and go by classes. */
static void PATH(one_word)(const struct field *f, int64_t from, vec *restrict rows)
{
    uint64_t there[ROWS / 64];
    if (f->valid)
        PATH(bits_of)(f->valid, from + f->valid_offset, ROWS, there);
    else
        memset(there, 0xff, sizeof there);
    const __m512i missing = WORD(f->table[f->missing]);
    if (f->kind == CODES) {
        uint64_t flags[ROWS / 64];
        if (f->width == 0)
            PATH(bits_of)(f->data, from + f->data_offset, ROWS, flags);
        EIGHT_ROWS {
            const __m512i said = f->width ? PATH(said_of_codes)(f, from + g * 8)
                                          : _mm512_mask_mov_epi64(WORD(f->direct[0]), BITS_OF_EIGHT(flags), WORD(f->direct[1]));
            rows[g] |= (vec)_mm512_mask_mov_epi64(missing, BITS_OF_EIGHT(there), said);
        }
        return;
    }
    double x[ROWS] __attribute__((aligned(64)));
    uint32_t ranges[ROWS];
    PATH(numbers)(f, from, ROWS, x);
    const int few = f->steps <= 3, count = (1 << f->steps) - 1;
    if (!few)
        PATH(search)(f, x, ROWS, ranges);
    EIGHT_ROWS {
        const __m512d value = _mm512_load_pd(x + g * 8);
        __m512i said = WORD(f->direct[0]);
        for (int b = 0; few && b < count; b++)
            said = _mm512_mask_mov_epi64(said, _mm512_cmp_pd_mask(value, _mm512_set1_pd(f->bounds[b]), _CMP_GE_OQ),
                                         WORD(f->direct[b + 1]));
        if (!few)
            said = _mm512_i32gather_epi64(_mm256_loadu_si256((const void *)(ranges + g * 8)), f->direct, 8);
        const __mmask8 known = BITS_OF_EIGHT(there) & _mm512_cmp_pd_mask(value, value, _CMP_ORD_Q);
        rows[g] |= (vec)_mm512_mask_mov_epi64(missing, known, said);
    }
}
#undef BITS_OF_EIGHT
#undef WORD
#endif

/* Bits that have `level` set in their place change sides with those of `b` that have not. */
static inline __attribute__((always_inline)) void PATH(swap)(vec *a, vec *b, int level)
{
#ifdef USE_AVX512
    const __m512i x = (__m512i)*a, y = (__m512i)*b;
    if (level >= 3) { /* whole bytes: a shuffle brings them and keeps the others */
        const int by = 1 << (level - 3);
        const __mmask64 far = by == 1 ? 0xaaaaaaaaaaaaaaaau : by == 2 ? 0xccccccccccccccccu : 0xf0f0f0f0f0f0f0f0u;
        *a = (vec)_mm512_mask_shuffle_epi8(x, far, y, _mm512_load_si512(bytes_up[level - 3]));
        *b = (vec)_mm512_mask_shuffle_epi8(y, ~far, x, _mm512_load_si512(bytes_down[level - 3]));
    } else {
        const __m512i near = _mm512_set1_epi64((int64_t)mask_of[level]);
        *a = (vec)_mm512_ternarylogic_epi64(near, x, _mm512_slli_epi64(y, 1u << level), 0xca);
        *b = (vec)_mm512_ternarylogic_epi64(near, _mm512_srli_epi64(x, 1u << level), y, 0xca);
    }
#else
    const vec swapped = ((*a >> (1 << level)) ^ *b) & all_of(mask_of[level]);
    *a ^= swapped << (1 << level);
    *b ^= swapped;
#endif
}

static inline __attribute__((always_inline)) void PATH(round)(vec *x, int far, int mid, int near)
{
    for (int k = 0; k < 4; k++)
        PATH(swap)(&x[k], &x[k + 4], far);
    for (int k = 0; k < 8; k += 4)
        for (int l = 0; l < 2; l++)
            PATH(swap)(&x[k + l], &x[k + l + 2], mid);
    for (int k = 0; k < 8; k += 2)
        PATH(swap)(&x[k], &x[k + 1], near);
}

/* 64 vectors with the bits of eight rows each -> a bitmap for each bit: eight times 64 x 64 bits. */
static void PATH(transposed)(const vec *restrict rows, vec *restrict out)
{
    vec x[8];
    for (int low = 0; low < 8; low++) {
        for (int high = 0; high < 8; high++)
            x[high] = rows[high * 8 + low];
        PATH(round)(x, 5, 4, 3);
        for (int high = 0; high < 8; high++)
            out[high * 8 + low] = x[high];
    }
    for (int high = 0; high < 8; high++) {
        vec *y = out + high * 8;
        for (int low = 0; low < 8; low++)
            x[low] = y[low];
        PATH(round)(x, 2, 1, 0);
        for (int low = 0; low < 8; low++)
            y[low] = x[low];
    }
}

/* Bits of some words, one field after another by class: for a few words that many fields share. */
static void PATH(by_field)(const struct plan *p, uint32_t w, const uint32_t *classes, vec *restrict rows)
{
    int first = 1;
    for (uint32_t f = 0; f < p->n_fields; f++) {
        const struct field *field = &p->fields[f];
        if (w < field->first_word || w >= field->first_word + field->words)
            continue;
        const uint64_t *table = field->table + (w - field->first_word);
        const uint32_t *class = classes + (size_t)f * ROWS;
        for (int g = 0; g < 64; g++, class += 8) {
            vec bits;
#ifdef USE_AVX512
            bits = (vec)_mm512_i32gather_epi64(_mm256_load_si256((const __m256i *)class), table, 8);
#else
            for (int t = 0; t < 8; t++)
                bits[t] = table[class[t]];
#endif
            rows[g] = first ? bits : rows[g] | bits;
        }
        first = 0;
    }
    if (first)
        memset(rows, 0, 64 * sizeof *rows);
}

#ifdef USE_AVX512
/* Eight words of eight rows -> of eight words the rows. */
static inline __attribute__((always_inline)) void PATH(turned)(__m512i *v)
{
    __m512i a[8];
    for (int k = 0; k < 8; k += 2) {
        a[k] = _mm512_unpacklo_epi64(v[k], v[k + 1]);
        a[k + 1] = _mm512_unpackhi_epi64(v[k], v[k + 1]);
    }
    for (int k = 0; k < 2; k++) {
        const __m512i even = _mm512_shuffle_i64x2(a[k], a[k + 2], 0x88), odd = _mm512_shuffle_i64x2(a[k], a[k + 2], 0xdd);
        const __m512i even_up = _mm512_shuffle_i64x2(a[k + 4], a[k + 6], 0x88),
                      odd_up = _mm512_shuffle_i64x2(a[k + 4], a[k + 6], 0xdd);
        v[k] = _mm512_shuffle_i64x2(even, even_up, 0x88);
        v[k + 2] = _mm512_shuffle_i64x2(odd, odd_up, 0x88);
        v[k + 4] = _mm512_shuffle_i64x2(even, even_up, 0xdd);
        v[k + 6] = _mm512_shuffle_i64x2(odd, odd_up, 0xdd);
    }
}
#endif

/* Bits of up to eight words from w on: what a row's class says in them lies side by side, and is read at once. */
static void PATH(words)(const struct plan *p, uint32_t w, uint32_t n, struct scratch *s)
{
    struct part *parts = s->parts;
    uint32_t n_parts = 0, covered = 0;
    for (uint32_t f = 0; f < p->n_fields; f++) {
        const struct field *field = &p->fields[f];
        const uint32_t end = field->first_word + field->words;
        if (field->first_word >= w + n || end <= w)
            continue;
        const uint32_t from = field->first_word > w ? field->first_word - w : 0;
        const uint32_t to = end < w + n ? end - w : n;
        parts[n_parts++] = (struct part){
            .table = field->table + (w + from - field->first_word),
            .class = s->classes + (size_t)f * ROWS,
            .from = from,
            .to = to,
        };
        covered += to - from;
    }
    if (covered <= 2 * n_parts) {
        for (uint32_t k = 0; k < n; k++)
            PATH(by_field)(p, w + k, s->classes, s->rows + 64 * k);
        return;
    }
    for (int g = 0; g < 64; g++) {
#ifdef USE_AVX512
        __m512i v[8];
        for (int t = 0; t < 8; t++)
            v[t] = _mm512_setzero_si512();
        for (uint32_t k = 0; k < n_parts; k++) {
            const uint32_t *class = parts[k].class + g * 8;
            const __mmask8 here = (__mmask8)((1u << parts[k].to) - (1u << parts[k].from));
            /* What the mask leaves out is not read, so the first lane may lie before the table. */
            const uintptr_t table = (uintptr_t)parts[k].table - parts[k].from * sizeof(uint64_t);
            for (int t = 0; t < 8; t++) {
                const void *at = (const void *)(table + class[t] * sizeof(uint64_t));
                v[t] = _mm512_or_si512(v[t], _mm512_maskz_loadu_epi64(here, at));
            }
        }
        PATH(turned)(v);
        for (uint32_t k = 0; k < n; k++)
            s->rows[k * 64 + g] = (vec)v[k];
#else
        for (uint32_t word = 0; word < n; word++) { /* no shuffle of these processors is worth it */
            uint64_t bits[8] = {0};
            for (uint32_t k = 0; k < n_parts; k++) {
                if (word < parts[k].from || word >= parts[k].to)
                    continue;
                const uint64_t *table = parts[k].table + (word - parts[k].from);
                const uint32_t *class = parts[k].class + g * 8;
                for (int t = 0; t < 8; t++)
                    bits[t] |= table[class[t]];
            }
            memcpy(&s->rows[word * 64 + g], bits, sizeof bits);
        }
#endif
    }
}

/* What holds somewhere, to the hits of its profile; `active` tells whose are begun. */
static void PATH(joined)(const struct scratch *s, size_t n)
{
    for (size_t k = 0; k < n; k++) {
        const uint32_t profile = s->owner[k];
        const uint64_t one = (uint64_t)1 << (profile & 63);
        if (s->active[profile >> 6] & one) {
            s->hits[profile] |= s->clause[k];
        } else {
            s->hits[profile] = s->clause[k];
            s->active[profile >> 6] |= one;
        }
    }
}

/* Every clause is written down and kept if it holds anywhere: no branch that could be guessed wrong. */
#define EACH(size, held)                                 \
    for (uint32_t c = from; c < to; c++, bits += (size)) { \
        s->clause[n] = (held);                           \
        s->owner[n] = p->clause_profile[c];              \
        n += (size_t)PATH(any)(&s->clause[n]);           \
    }                                                    \
    break
#define OF(k) bitmaps[bits[k]]

/* AND of each clause, OR of each profile. */
static void PATH(clauses)(const struct plan *p, const vec *restrict bitmaps, struct scratch *s)
{
    const uint32_t *bits = p->bits;
    for (uint32_t from = 0, to; from < p->n_clauses; from = to) {
        const uint32_t size = p->clause_sizes[from];
        for (to = from + 1; to < p->n_clauses && to < from + CLAUSES && p->clause_sizes[to] == size; to++)
            ;
        size_t n = 0;
        switch (size) {
        case 1:
            EACH(1, OF(0));
        case 2:
            EACH(2, OF(0) & OF(1));
        case 3:
            EACH(3, OF(0) & OF(1) & OF(2));
        case 4:
            EACH(4, OF(0) & OF(1) & OF(2) & OF(3));
        case 5:
            EACH(5, OF(0) & OF(1) & OF(2) & OF(3) & OF(4));
        case 6:
            EACH(6, OF(0) & OF(1) & OF(2) & OF(3) & OF(4) & OF(5));
        default:
            for (uint32_t c = from; c < to; c++) {
                vec held = bitmaps[*bits++];
                for (uint32_t k = 1; k < size; k++)
                    held &= bitmaps[*bits++];
                s->clause[n] = held;
                s->owner[n] = p->clause_profile[c];
                n += (size_t)PATH(any)(&held);
            }
        }
        PATH(joined)(s, n);
    }
}

#undef EACH
#undef OF

/* Hits as (row, profile), profile by profile; counts them by row. Returns 0 if out of memory. */
static int PATH(listed)(const struct plan *p, const vec *restrict hits, const uint64_t *active,
                        struct scratch *s, size_t *n_hits)
{
    size_t total = 0, n = 0;
    for (uint32_t block = 0; block < p->n_active; block++) {
        uint64_t left = active[block];
        while (left) {
            const uint32_t profile = block * 64 + (uint32_t)__builtin_ctzll(left);
            left &= left - 1;
            const vec held = hits[profile];
#ifdef USE_AVX512
            const __m512i v = (__m512i)held;
            const __mmask8 some = _mm512_test_epi64_mask(v, v);
            const __m512i ids = _mm512_add_epi64(_mm512_set1_epi64((int64_t)profile * 8),
                                                 _mm512_set_epi64(7, 6, 5, 4, 3, 2, 1, 0));
            _mm512_storeu_si512(s->word + n, _mm512_maskz_compress_epi64(some, v));
            _mm256_storeu_si256((__m256i *)(s->word_id + n),
                                _mm512_cvtepi64_epi32(_mm512_maskz_compress_epi64(some, ids)));
            n += (size_t)__builtin_popcount(some);
            total += (size_t)_mm512_reduce_add_epi64(_mm512_popcnt_epi64(v));
#else
            for (uint32_t t = 0; t < 8; t++) {
                s->word[n] = held[t];
                s->word_id[n] = profile * 8 + t;
                n += held[t] != 0;
                total += (size_t)__builtin_popcountll(held[t]);
            }
#endif
        }
    }
    *n_hits = total;
    if (!total)
        return 1;
    if (!room_for_hits(s, total))
        return 0;
    uint64_t bits = s->word[0];
    uint32_t id = s->word_id[0];
    size_t k = 0;
    s->word[n] = 0;
    s->word_id[n] = 0;
    for (size_t h = 0; h < total; h++) {
        const uint32_t row = (uint32_t)__builtin_ctzll(bits) * 8 + (id & 7);
        s->hit_row[h] = (uint16_t)row;
        s->hit_profile[h] = id >> 3;
        s->count[row]++;
        bits &= bits - 1;
        k += bits == 0;
        bits = bits ? bits : s->word[k];
        id = s->word_id[k];
    }
    return 1;
}

/* Rows [from, to): hits to `out`, ends of the rows to `ends`. Returns 0 if out of memory. */
static int PATH(screen)(const struct plan *p, int64_t from, int64_t to, int64_t *ends, struct hits *out,
                        struct scratch *s)
{
    vec *bitmaps = s->bitmaps;
    for (int64_t at = from; at < to; at += ROWS) {
        const int n = to - at < ROWS ? (int)(to - at) : ROWS;
        int done = 0;
#ifdef USE_AVX512
        if (p->n_words == 1 && n == ROWS) {
            memset(s->rows, 0, 64 * sizeof *s->rows);
            for (uint32_t f = 0; f < p->n_fields; f++)
                PATH(one_word)(&p->fields[f], at, s->rows);
            done = 1;
        }
#endif
        for (uint32_t f = 0; !done && f < p->n_fields; f++)
            PATH(classify)(&p->fields[f], at, n, s->classes + (size_t)f * ROWS);
        for (uint32_t w = 0; w < p->n_words; w += 8) {
            const uint32_t words = p->n_words - w < 8 ? p->n_words - w : 8;
            if (!done)
                PATH(words)(p, w, words, s);
            for (uint32_t k = 0; k < words; k++)
                PATH(transposed)(s->rows + 64 * k, bitmaps + (size_t)(w + k) * 64);
        }
        vec every; /* of no condition at all: the rows there are */
        for (int t = 0; t < 8; t++) {
            const int bits = n > t ? (n - t + 7) / 8 : 0;
            every[t] = bits == 64 ? ~(uint64_t)0 : ((uint64_t)1 << bits) - 1;
        }
        bitmaps[(size_t)p->n_words * 64] = every;
        if (n < ROWS)
            for (size_t b = 0; b < (size_t)p->n_words * 64; b++)
                bitmaps[b] &= every;
        memset(s->active, 0, p->n_active * sizeof(uint64_t));
        PATH(clauses)(p, bitmaps, s);
        memset(s->count, 0, sizeof s->count);
        size_t total;
        if (!PATH(listed)(p, s->hits, s->active, s, &total) || !room(out, total))
            return 0;
        uint64_t start = out->n;
        for (int r = 0; r < n; r++) {
            const uint32_t count = s->count[r];
            s->place[r] = start;
            start += count;
            ends[at - from + r] = (int64_t)start;
        }
        if (out->width == 2) {
            uint16_t *ids = out->data;
            for (size_t h = 0; h < total; h++)
                ids[s->place[s->hit_row[h]]++] = (uint16_t)s->hit_profile[h];
        } else {
            uint32_t *ids = out->data;
            for (size_t h = 0; h < total; h++)
                ids[s->place[s->hit_row[h]]++] = s->hit_profile[h];
        }
        out->n += total;
    }
    return 1;
}
