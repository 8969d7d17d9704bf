/* What Python sees of the kernel: `screen`, `search` and `paths`. Sizes that an index is checked
 * against are those of the buffers handed in: a plan read from a file cannot lead outside of them. */

/* Memory of hits, lent to NumPy as it is. */
typedef struct {
    PyObject_HEAD
    void *data;
    Py_ssize_t size;
} Memory;

static int memory_lent(PyObject *self, Py_buffer *view, int flags)
{
    Memory *memory = (Memory *)self;
    return PyBuffer_FillInfo(view, self, memory->data ? memory->data : (void *)"", memory->size, 0, flags);
}

static void memory_freed(PyObject *self)
{
    free(((Memory *)self)->data);
    Py_TYPE(self)->tp_free(self);
}

static PyBufferProcs memory_buffer = {memory_lent, NULL};
static PyTypeObject MemoryType = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "serai.risk.screening.kernel.Memory",
    .tp_basicsize = sizeof(Memory),
    .tp_dealloc = memory_freed,
    .tp_as_buffer = &memory_buffer,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_doc = "Profiles hit, row after row.",
};

/* Buffers held while the kernel runs. */
struct held {
    Py_buffer *views;
    Py_ssize_t n, room;
};

static const void *hold(struct held *h, PyObject *object, size_t item, size_t *count)
{
    *count = 0;
    if (object == Py_None)
        return NULL;
    if (h->n == h->room) {
        Py_ssize_t room = h->room ? 2 * h->room : 64;
        Py_buffer *views = PyMem_Realloc(h->views, (size_t)room * sizeof *views);
        if (!views) {
            PyErr_NoMemory();
            return NULL;
        }
        h->views = views;
        h->room = room;
    }
    if (PyObject_GetBuffer(object, &h->views[h->n], PyBUF_SIMPLE) < 0)
        return NULL;
    Py_buffer *view = &h->views[h->n++];
    *count = (size_t)view->len / item;
    /* No buffer is no pointer for an empty one: bounds are not looked at where there are none. */
    return view->buf ? view->buf : "";
}

static void let_go(struct held *h)
{
    for (Py_ssize_t i = 0; i < h->n; i++)
        PyBuffer_Release(&h->views[i]);
    PyMem_Free(h->views);
}

static int refused(const char *why)
{
    PyErr_SetString(PyExc_ValueError, why);
    return 0;
}

static int below(const uint32_t *values, size_t n, size_t limit)
{
    for (size_t i = 0; i < n; i++)
        if (values[i] >= limit)
            return 0;
    return 1;
}

/* (kind, width, data, data_offset, valid, valid_offset, bounds, classes, missing, table, first_word, words) */
static int field_of(PyObject *tuple, struct field *f, struct held *h, int64_t rows, uint32_t n_words)
{
    PyObject *data, *valid, *bounds, *classes, *table;
    long long data_offset, valid_offset;
    unsigned int missing;
    unsigned int words;
    if (!PyArg_ParseTuple(tuple, "iiOLOLOOIOII", &f->kind, &f->width, &data, &data_offset, &valid,
                          &valid_offset, &bounds, &classes, &missing, &table, &f->first_word, &words))
        return 0;
    size_t n_data, n_valid, n_bounds, n_classes, n_table;
    size_t item = f->kind == DOUBLES ? 8 : f->kind == DAYS ? 4 : f->width ? (size_t)f->width : 1;
    f->data = hold(h, data, item, &n_data);
    f->valid = hold(h, valid, 1, &n_valid);
    f->bounds = hold(h, bounds, 8, &n_bounds);
    f->classes = hold(h, classes, 4, &n_classes);
    f->table = hold(h, table, 8, &n_table);
    if (PyErr_Occurred())
        return 0;
    f->data_offset = data_offset;
    f->valid_offset = valid_offset;
    f->missing = missing;
    if (f->kind < CODES || f->kind > DAYS || (f->kind == CODES && f->width != 0 && f->width != 1 && f->width != 2 && f->width != 4))
        return refused("a field of no known kind");
    if (f->kind == CODES && f->width == 0) {
        if (data_offset < 0 || n_data * 8 < (size_t)(rows + data_offset))
            return refused("a column is shorter than the batch");
    } else if (n_data < (size_t)rows) {
        return refused("a column is shorter than the batch");
    }
    if (f->valid && (valid_offset < 0 || n_valid * 8 < (size_t)(rows + valid_offset)))
        return refused("a column's validity is shorter than the batch");
    if (!n_classes || n_classes > UINT32_MAX)
        return refused("a field without classes");
    if (f->kind == CODES) {
        f->n_codes = (uint32_t)n_classes - 1;
        if (f->width == 0 && n_classes < 2)
            return refused("a flag needs two classes");
    } else {
        f->steps = 0;
        while (((size_t)1 << f->steps) - 1 < n_bounds)
            f->steps++;
        if (((size_t)1 << f->steps) - 1 != n_bounds || n_classes <= n_bounds)
            return refused("bounds and classes do not fit each other");
    }
    f->words = words;
    if (words < 1 || (uint64_t)f->first_word + words > n_words ||
        n_table < words || missing > n_table - words ||
        !below(f->classes, n_classes, n_table - words + 1))
        return refused("a class is outside of its table");
    return 1;
}

static int plan_of(PyObject *arrays, PyObject *fields, int64_t rows, struct plan *p, struct held *h)
{
    PyObject *sizes, *bits, *profiles;
    if (!PyArg_ParseTuple(arrays, "IIOOO", &p->n_words, &p->n_profiles, &sizes, &bits, &profiles))
        return 0;
    size_t n_sizes, n_bits, n_clauses, asked = 0;
    p->clause_sizes = hold(h, sizes, 4, &n_sizes);
    p->bits = hold(h, bits, 4, &n_bits);
    p->clause_profile = hold(h, profiles, 4, &n_clauses);
    if (PyErr_Occurred())
        return 0;
    p->n_clauses = (uint32_t)n_clauses;
    p->n_active = (p->n_profiles + 63) / 64;
    p->n_fields = (uint32_t)PyTuple_GET_SIZE(fields);
    int fine = n_sizes == n_clauses && n_clauses <= UINT32_MAX / 2;
    for (size_t c = 0; fine && c < n_clauses; c++) {
        fine = p->clause_sizes[c] > 0;
        asked += p->clause_sizes[c];
    }
    if (!fine || asked != n_bits || !below(p->bits, n_bits, (size_t)p->n_words * 64 + 1) ||
        !below(p->clause_profile, n_clauses, p->n_profiles))
        return refused("the arrays of the screen do not fit each other");
    p->fields = PyMem_Calloc((size_t)p->n_fields + 1, sizeof *p->fields);
    if (!p->fields) {
        PyErr_NoMemory();
        return 0;
    }
    for (uint32_t f = 0; fine && f < p->n_fields; f++) {
        PyObject *tuple = PyTuple_GET_ITEM(fields, f);
        fine = PyTuple_Check(tuple) ? field_of(tuple, &p->fields[f], h, rows, p->n_words)
                                    : refused("a field is a tuple");
    }
    return fine;
}

/* Where a row has one word, a value leads to it without its class between. Returns 0 if out of memory. */
static int direct(const struct plan *p)
{
    if (p->n_words != 1)
        return 1;
    for (uint32_t f = 0; f < p->n_fields; f++) {
        struct field *field = &p->fields[f];
        const size_t n = field->kind == CODES ? (size_t)field->n_codes + 1 : (size_t)1 << field->steps;
        field->direct = malloc(n * sizeof *field->direct);
        if (!field->direct)
            return 0;
        for (size_t k = 0; k < n; k++)
            field->direct[k] = field->table[field->classes[k]];
    }
    return 1;
}

static void *lines(size_t bytes)
{
    return aligned_alloc(64, (bytes + 127) / 64 * 64);
}

static int scratch_for(const struct plan *p, struct scratch *s)
{
    const size_t words = (size_t)p->n_profiles * 8 + 16;
    s->parts = lines(p->n_fields * sizeof *s->parts);
    s->rows = lines(8 * 64 * sizeof(vec));
    s->clause = lines((CLAUSES + 1) * sizeof(vec));
    s->owner = lines((CLAUSES + 1) * sizeof(uint32_t));
    s->bitmaps = lines(((size_t)p->n_words * 64 + 1) * sizeof(vec));
    s->hits = lines((size_t)p->n_profiles * sizeof(vec));
    s->classes = lines((size_t)p->n_fields * ROWS * sizeof(uint32_t));
    s->active = lines(p->n_active * sizeof(uint64_t));
    s->word = lines(words * sizeof(uint64_t));
    s->word_id = lines(words * sizeof(uint32_t));
    return s->parts && s->rows && s->clause && s->owner && s->bitmaps && s->hits && s->classes && s->active && s->word && s->word_id;
}

static void scratch_freed(struct scratch *s)
{
    free(s->parts);
    free(s->rows);
    free(s->clause);
    free(s->owner);
    free(s->bitmaps);
    free(s->hits);
    free(s->classes);
    free(s->active);
    free(s->word);
    free(s->word_id);
    free(s->hit_row);
    free(s->hit_profile);
    free(s);
}

static PyObject *screen(PyObject *module, PyObject *args)
{
    (void)module;
    const char *path;
    PyObject *arrays, *fields, *ends;
    long long from, to;
    int width;
    Py_ssize_t guess;
    if (!PyArg_ParseTuple(args, "sO!O!LLOin", &path, &PyTuple_Type, &arrays, &PyTuple_Type, &fields, &from, &to,
                          &ends, &width, &guess))
        return NULL;
    screen_path run = path_named(path);
    if (!run)
        return PyErr_Format(PyExc_ValueError, "this processor has no path named %s", path);
    struct held h = {0};
    struct plan p = {0};
    struct hits out = {.width = width};
    struct scratch *s = NULL;
    Py_buffer ends_view = {0};
    Memory *memory = NULL;
    int fine = 0;
    if (from < 0 || to < from || (width != 2 && width != 4)) {
        refused("no such rows or width");
        goto end;
    }
    if (!plan_of(arrays, fields, to, &p, &h))
        goto end;
    if (width == 2 && p.n_profiles > 65536) {
        refused("more profiles than two bytes tell apart");
        goto end;
    }
    if (PyObject_GetBuffer(ends, &ends_view, PyBUF_WRITABLE) < 0)
        goto end;
    if (ends_view.len < (to - from) * 8) {
        refused("the ends are shorter than the rows");
        goto end;
    }
    s = calloc(1, sizeof *s);
    memory = PyObject_New(Memory, &MemoryType);
    if (!s || !memory) {
        PyErr_NoMemory();
        goto end;
    }
    memory->data = NULL;
    memory->size = 0;
    Py_BEGIN_ALLOW_THREADS
    fine = scratch_for(&p, s) && direct(&p) && (guess <= 0 || room(&out, (size_t)guess)) &&
           run(&p, from, to, ends_view.buf, &out, s);
    Py_END_ALLOW_THREADS
    if (!fine) {
        free(out.data);
        PyErr_NoMemory();
        goto end;
    }
    memory->data = out.data;
    memory->size = (Py_ssize_t)(out.n * (size_t)width);
end:
    if (s)
        scratch_freed(s);
    if (ends_view.obj)
        PyBuffer_Release(&ends_view);
    for (uint32_t f = 0; p.fields && f < p.n_fields; f++)
        free(p.fields[f].direct);
    PyMem_Free(p.fields);
    let_go(&h);
    if (!fine)
        Py_CLEAR(memory);
    return (PyObject *)memory;
}

/* search(bounds, bound_ends, texts, text_ends, out): how many bounds are not after each text. */
static PyObject *search(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *objects[5];
    if (!PyArg_ParseTuple(args, "OOOOO", &objects[0], &objects[1], &objects[2], &objects[3], &objects[4]))
        return NULL;
    struct held h = {0};
    size_t size[4], n_bounds, n_texts;
    const uint8_t *bounds = hold(&h, objects[0], 1, &size[0]);
    const int64_t *bound_ends = hold(&h, objects[1], 8, &size[1]);
    const uint8_t *texts = hold(&h, objects[2], 1, &size[2]);
    const int64_t *text_ends = hold(&h, objects[3], 8, &size[3]);
    Py_buffer out = {0};
    int fine = 0;
    if (PyErr_Occurred() || PyObject_GetBuffer(objects[4], &out, PyBUF_WRITABLE) < 0)
        goto end;
    if (!size[1] || !size[3] || (size_t)out.len / 4 < size[3] - 1) {
        refused("ends and room do not fit each other");
        goto end;
    }
    n_bounds = size[1] - 1;
    n_texts = size[3] - 1;
    for (int which = 0; which < 2; which++) {
        const int64_t *ends = which ? text_ends : bound_ends;
        size_t n = which ? n_texts : n_bounds, limit = which ? size[2] : size[0];
        for (size_t i = 0; i < n; i++)
            if (ends[i] < 0 || ends[i + 1] < ends[i] || (size_t)ends[i + 1] > limit) {
                refused("texts outside of their buffer");
                goto end;
            }
    }
    Py_BEGIN_ALLOW_THREADS
    for (size_t i = 0; i < n_texts; i++) {
        const uint8_t *text = texts + text_ends[i];
        const size_t length = (size_t)(text_ends[i + 1] - text_ends[i]);
        size_t low = 0, high = n_bounds;
        while (low < high) {
            const size_t middle = (low + high) / 2;
            const size_t other = (size_t)(bound_ends[middle + 1] - bound_ends[middle]);
            int order = memcmp(bounds + bound_ends[middle], text, other < length ? other : length);
            if (order ? order < 0 : other <= length)
                low = middle + 1;
            else
                high = middle;
        }
        ((uint32_t *)out.buf)[i] = (uint32_t)low;
    }
    Py_END_ALLOW_THREADS
    fine = 1;
end:
    if (out.obj)
        PyBuffer_Release(&out);
    let_go(&h);
    if (!fine)
        return NULL;
    Py_RETURN_NONE;
}

static PyObject *paths(PyObject *module, PyObject *args)
{
    (void)module;
    (void)args;
    PyObject *found = PyList_New(0);
    const char *const names[] = {"avx512", "avx2", "portable"};
    for (int i = 0; found && i < 3; i++) {
        if (!path_named(names[i]))
            continue;
        PyObject *name = PyUnicode_FromString(names[i]);
        if (!name || PyList_Append(found, name) < 0)
            Py_CLEAR(found);
        Py_XDECREF(name);
    }
    return found;
}

static PyMethodDef methods[] = {
    {"screen", screen, METH_VARARGS, "Hits of rows [from, to); the ends of the rows are written to `ends`."},
    {"search", search, METH_VARARGS, "How many bounds are not after each text."},
    {"paths", paths, METH_NOARGS, "What this processor can run, best first."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT, "serai.risk.screening.kernel", "The screen in C.", -1, methods, NULL, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit_kernel(void)
{
    if (PyType_Ready(&MemoryType) < 0)
        return NULL;
    return PyModule_Create(&module);
}
