/* The screen, 512 rows at a time. Included once for each path of kernel.c, which sets PATH(name).
 *
 * A bitmap over the rows of a block is eight words; row r is bit r / 8 of word r % 8, so that values
 * gathered row by row lie as the transposition wants them. */

static inline int PATH(any)(const vec *v)
{
    uint64_t all = 0;
    for (int t = 0; t < 8; t++)
        all |= (*v)[t];
    return all != 0;
}

/* Class of each row, times the words of a class: where its bits begin in the field's table. */
static void PATH(classes_of_codes)(const struct field *f, int64_t from, int n, uint32_t *restrict out)
{
    const uint32_t *classes = f->classes;
    const uint32_t last = f->n_codes; /* the entry after the codes is that of the missing */
    switch (f->width) {
    case 0: {
        const uint8_t *bits = f->data;
        for (int r = 0; r < n; r++) {
            int64_t at = from + r + f->data_offset;
            out[r] = classes[(bits[at >> 3] >> (at & 7)) & 1];
        }
        break;
    }
    case 1: {
        const uint8_t *codes = (const uint8_t *)f->data + from;
        for (int r = 0; r < n; r++)
            out[r] = classes[codes[r] < last ? codes[r] : last];
        break;
    }
    case 2: {
        const uint16_t *codes = (const uint16_t *)f->data + from;
        for (int r = 0; r < n; r++)
            out[r] = classes[codes[r] < last ? codes[r] : last];
        break;
    }
    default: {
        const uint32_t *codes = (const uint32_t *)f->data + from;
        for (int r = 0; r < n; r++)
            out[r] = classes[codes[r] < last ? codes[r] : last];
    }
    }
}

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
            for (int k = 0; k < 8; k++)
                at[k] += (uint32_t)(x[r + k] >= bounds[at[k] + step - 1]) * step;
        for (int k = 0; k < 8; k++)
            out[r + k] = at[k];
    }
#endif
}

static void PATH(classify)(const struct field *f, int64_t from, int n, uint32_t *restrict out)
{
    if (f->kind == CODES) {
        PATH(classes_of_codes)(f, from, n, out);
    } else {
        double x[ROWS] __attribute__((aligned(64)));
        if (f->kind == DOUBLES) {
            memcpy(x, (const double *)f->data + from, (size_t)n * sizeof(double));
        } else {
            const int32_t *days = (const int32_t *)f->data + from;
            for (int r = 0; r < n; r++)
                x[r] = days[r];
        }
        for (int r = n; r < ROWS; r++)
            x[r] = 0;
        PATH(search)(f, x, n, out);
        const uint32_t *classes = f->classes, missing = f->missing;
        for (int r = 0; r < n; r++) {
            uint32_t class = classes[out[r]];
            out[r] = x[r] == x[r] ? class : missing;
        }
    }
    if (f->valid) {
        for (int r = 0; r < n; r++) {
            int64_t at = from + r + f->valid_offset;
            out[r] = (f->valid[at >> 3] >> (at & 7)) & 1 ? out[r] : f->missing;
        }
    }
    for (int r = n; r < ROWS; r++)
        out[r] = 0;
}

#define SWAP(a, b, by, mask)                  \
    do {                                      \
        vec t_ = (((a) >> (by)) ^ (b)) & (mask); \
        (a) ^= t_ << (by);                    \
        (b) ^= t_;                            \
    } while (0)

#define ROUND(x, far, mid, near)                                   \
    do {                                                           \
        const vec f_ = all_of(mask_of[far]), m_ = all_of(mask_of[mid]), n_ = all_of(mask_of[near]); \
        SWAP(x[0], x[4], 1 << (far), f_);                          \
        SWAP(x[1], x[5], 1 << (far), f_);                          \
        SWAP(x[2], x[6], 1 << (far), f_);                          \
        SWAP(x[3], x[7], 1 << (far), f_);                          \
        SWAP(x[0], x[2], 1 << (mid), m_);                          \
        SWAP(x[1], x[3], 1 << (mid), m_);                          \
        SWAP(x[4], x[6], 1 << (mid), m_);                          \
        SWAP(x[5], x[7], 1 << (mid), m_);                          \
        SWAP(x[0], x[1], 1 << (near), n_);                         \
        SWAP(x[2], x[3], 1 << (near), n_);                         \
        SWAP(x[4], x[5], 1 << (near), n_);                         \
        SWAP(x[6], x[7], 1 << (near), n_);                         \
    } while (0)

/* Bits of 64 predicates for 512 rows: gathered by class, then 8 times 64 x 64 bits transposed. */
static void PATH(word)(const struct plan *p, int w, const uint32_t *classes, vec *restrict out)
{
    vec x[8];
    const uint32_t begin = p->word_fields[w], end = p->word_fields[w + 1];
    for (int low = 0; low < 8; low++) {
        for (int high = 0; high < 8; high++) {
            const int row = (high * 8 + low) * 8;
            for (uint32_t k = begin; k < end; k++) {
                const uint32_t field = p->fields_of_word[k];
                const struct field *f = &p->fields[field];
                const uint64_t *table = f->table + (w - f->first_word);
                const uint32_t *class = classes + (size_t)field * ROWS + row;
                vec bits;
#ifdef USE_AVX512
                bits = (vec)_mm512_i32gather_epi64(_mm256_load_si256((const __m256i *)class), table, 8);
#else
                for (int t = 0; t < 8; t++)
                    bits[t] = table[class[t]];
#endif
                x[high] = k == begin ? bits : x[high] | bits;
            }
        }
        ROUND(x, 5, 4, 3);
        for (int high = 0; high < 8; high++)
            out[high * 8 + low] = x[high];
    }
    for (int high = 0; high < 8; high++) {
        vec *y = out + high * 8;
        for (int low = 0; low < 8; low++)
            x[low] = y[low];
        ROUND(x, 2, 1, 0);
        for (int low = 0; low < 8; low++)
            y[low] = x[low];
    }
}

/* AND of each clause, OR of each profile; returns nothing but `hits` of the profiles in `active`. */
static void PATH(clauses)(const struct plan *p, const vec *restrict bitmaps, vec *restrict hits,
                          uint64_t *restrict active)
{
    for (uint32_t g = 0; g < p->n_groups; g++) {
        const vec access = bitmaps[p->group_access[g]];
        if (!PATH(any)(&access))
            continue;
        for (uint32_t c = p->group_clauses[g]; c < p->group_clauses[g + 1]; c++) {
            vec held = access;
            for (uint32_t k = p->clause_bits[c]; k < p->clause_bits[c + 1]; k++)
                held &= bitmaps[p->bits[k]];
            if (!PATH(any)(&held))
                continue;
            const uint32_t profile = p->clause_profile[c];
            const uint64_t one = (uint64_t)1 << (profile & 63);
            if (active[profile >> 6] & one) {
                hits[profile] |= held;
            } else {
                hits[profile] = held;
                active[profile >> 6] |= one;
            }
        }
    }
}

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
        for (uint32_t f = 0; f < p->n_fields; f++)
            PATH(classify)(&p->fields[f], at, n, s->classes + (size_t)f * ROWS);
        for (uint32_t w = 0; w < p->n_words; w++)
            PATH(word)(p, (int)w, s->classes, bitmaps + (size_t)w * 64);
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
        PATH(clauses)(p, bitmaps, s->hits, s->active);
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

#undef SWAP
#undef ROUND
