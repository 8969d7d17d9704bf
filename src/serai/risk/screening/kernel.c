/* The screen for a processor: see `plain.py` for the same steps in NumPy.
 *
 * One translation unit holds three paths: for any processor, with AVX2, and with AVX-512. Which one
 * runs is the caller's choice among those `paths()` names. The vectors are the compiler's own (GCC,
 * Clang); where there is no such compiler the package is built without this file. */

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#define X86 1
#endif

enum { ROWS = 512, CLAUSES = 256 };
enum { CODES, DOUBLES, DAYS };

typedef uint64_t vec __attribute__((vector_size(64), aligned(64)));

struct field {
    int kind;
    int width;            /* bytes of a code; 0: one bit */
    const void *data;
    int64_t data_offset;  /* bits, where width is 0 */
    const uint8_t *valid; /* bitmap, or none */
    int64_t valid_offset;
    const double *bounds; /* 2^steps - 1 of them */
    int steps;
    const uint32_t *classes; /* of codes, or of the ranges between bounds; times the words of a class */
    uint32_t n_codes;
    uint32_t missing;
    const uint64_t *table;
    uint32_t first_word, words;
    uint64_t *direct; /* where a row has one word: what each class says in it */
};

struct plan {
    struct field *fields;
    uint32_t n_fields, n_words, n_clauses, n_profiles, n_active;
    const uint32_t *clause_sizes, *bits, *clause_profile;
};

struct hits {
    void *data;
    size_t n, room;
    int width;
};

/* What a field has to say in some words. */
struct part {
    const uint64_t *table;
    const uint32_t *class;
    uint32_t from, to;
};

struct scratch {
    struct part *parts;
    vec *rows;    /* eight words of the rows of a block */
    vec *bitmaps; /* one for each bit, and last that of all rows */
    vec *hits;    /* one for each profile */
    vec *clause;  /* of clauses that hold somewhere, and whose they are */
    uint32_t *owner;
    uint32_t *classes;
    uint64_t *active;
    uint64_t *word;
    uint32_t *word_id;
    uint16_t *hit_row;
    uint32_t *hit_profile;
    size_t hits_room;
    uint32_t count[ROWS];
    uint64_t place[ROWS];
};

static const uint64_t mask_of[6] = {
    0x5555555555555555u, 0x3333333333333333u, 0x0f0f0f0f0f0f0f0fu,
    0x00ff00ff00ff00ffu, 0x0000ffff0000ffffu, 0x00000000ffffffffu,
};

#ifdef X86
/* From which byte each one comes when bytes 1, 2 or 4 apart change sides. */
#define UP(a, b, c, d, e, f, g, h) a, b, c, d, e, f, g, h, a + 8, b + 8, c + 8, d + 8, e + 8, f + 8, g + 8, h + 8
#define FOUR(...) {__VA_ARGS__, __VA_ARGS__, __VA_ARGS__, __VA_ARGS__}
static const uint8_t bytes_up[3][64] __attribute__((aligned(64))) = {
    FOUR(UP(0, 0, 2, 2, 4, 4, 6, 6)), FOUR(UP(0, 1, 0, 1, 4, 5, 4, 5)), FOUR(UP(0, 1, 2, 3, 0, 1, 2, 3))};
static const uint8_t bytes_down[3][64] __attribute__((aligned(64))) = {
    FOUR(UP(1, 1, 3, 3, 5, 5, 7, 7)), FOUR(UP(2, 3, 2, 3, 6, 7, 6, 7)), FOUR(UP(4, 5, 6, 7, 4, 5, 6, 7))};
#endif

#define all_of(x) ((vec){(x), (x), (x), (x), (x), (x), (x), (x)})

static int room_for_hits(struct scratch *s, size_t n)
{
    if (n <= s->hits_room)
        return 1;
    n += n / 2;
    uint16_t *rows = realloc(s->hit_row, n * sizeof *rows);
    if (rows)
        s->hit_row = rows;
    uint32_t *profiles = realloc(s->hit_profile, n * sizeof *profiles);
    if (profiles)
        s->hit_profile = profiles;
    if (!rows || !profiles)
        return 0;
    s->hits_room = n;
    return 1;
}

static int room(struct hits *h, size_t more)
{
    if (h->n + more <= h->room)
        return 1;
    size_t wanted = (h->n + more) + (h->n + more) / 2 + 4096;
    void *data = realloc(h->data, wanted * (size_t)h->width);
    if (!data)
        return 0;
    h->data = data;
    h->room = wanted;
    return 1;
}

#define PATH(name) name##_portable
#define ONE_BY_ONE(x)
#include "kernel_block.h"
#undef PATH

#ifdef X86
#pragma GCC push_options
#pragma GCC target("avx2,bmi,bmi2,lzcnt,popcnt")
#define PATH(name) name##_avx2
/* Gathers of AVX2 are slower than loads: the compiler is told that a value may change. */
#undef ONE_BY_ONE
#define ONE_BY_ONE(x) __asm__("" : "+r"(x))
#include "kernel_block.h"
#undef ONE_BY_ONE
#define ONE_BY_ONE(x)
#undef PATH
#pragma GCC pop_options

#pragma GCC push_options
#pragma GCC target("avx512f,avx512vl,avx512bw,avx512dq,avx512vpopcntdq,avx2,bmi,bmi2,lzcnt,popcnt,prefer-vector-width=512")
#define USE_AVX512 1
#define PATH(name) name##_avx512
#include "kernel_block.h"
#undef PATH
#undef USE_AVX512
#pragma GCC pop_options
#endif

typedef int (*screen_path)(const struct plan *, int64_t, int64_t, int64_t *, struct hits *, struct scratch *);

static screen_path path_named(const char *name)
{
    if (!strcmp(name, "portable"))
        return screen_portable;
#ifdef X86
    __builtin_cpu_init();
    if (!strcmp(name, "avx2") && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2"))
        return screen_avx2;
    if (!strcmp(name, "avx512") && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vpopcntdq"))
        return screen_avx512;
#endif
    return NULL;
}

#include "kernel_python.h"
