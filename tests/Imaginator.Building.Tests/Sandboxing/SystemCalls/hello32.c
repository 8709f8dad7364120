/* A 32-bit program that needs no 32-bit C library. */
static long call(long number, long first, long second, long third)
{
    long result;
    __asm__ volatile("int $0x80" : "=a"(result) : "a"(number), "b"(first), "c"(second), "d"(third) : "memory");
    return result;
}

static void print(const char *text)
{
    long length = 0;
    while (text[length])
        length++;
    call(4 /* write */, 1, (long)text, length);
}

void _start(void)
{
    static const char name[] = "/tmp/by-32-bit";
    int failed = 0;
    failed |= call(39 /* mkdir */, (long)name, 0755, 0) != 0;
    failed |= call(15 /* chmod */, (long)name, 0700, 0) != 0;
    failed |= call(5 /* open */, (long)name, 0, 0) < 0;
    long child = call(2 /* fork */, 0, 0, 0);
    if (child == 0)
        call(1 /* exit */, 0, 0, 0);
    failed |= call(7 /* waitpid */, child, 0, 0) != child;
    failed |= call(14 /* mknod */, (long)"/tmp/node-by-32-bit", 020600, 0x103) != 0;
    failed |= call(21 /* mount */, 0, 0, 0) != -1;
    failed |= call(101 /* ioperm */, 0, 0, 0) != -1;
    print(failed ? "failed\n" : "ok\n");
    call(1 /* exit */, failed, 0, 0);
}
