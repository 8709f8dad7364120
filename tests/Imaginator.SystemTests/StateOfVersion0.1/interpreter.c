/* The only program of the images: runs scripts of four commands, without a C library.
 *   print TEXT         writes a line to standard output
 *   write PATH TEXT    writes a file of one line
 *   sleep SECONDS
 *   exit STATUS
 * All other lines do nothing. It also stands for /bin/sh in the packager script, whose commands are "true"; of that script,
 * "run PROGRAM ARGUMENT..." runs the program.
 */
static long call(long number, long a, long b, long c)
{
	long result;
	__asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c) : "rcx", "r11", "memory");
	return result;
}

static long number_of(const char *text)
{
	long number = 0;
	for (; *text >= '0' && *text <= '9'; text++)
		number = number * 10 + (*text - '0');
	return number;
}

static void line(long file, char *text)
{
	long length = 0;
	while (text[length])
		length++;
	text[length] = '\n';
	call(1, file, (long)text, length + 1);
	text[length] = 0;
}

static char *operand_of(char *text, const char *verb)
{
	while (*verb && *text == *verb) {
		text++;
		verb++;
	}
	return *verb || *text != ' ' ? 0 : text + 1;
}

static void run(char *command)
{
	char *operand;
	if ((operand = operand_of(command, "print"))) {
		line(1, operand);
	} else if ((operand = operand_of(command, "write"))) {
		char *text = operand;
		while (*text && *text != ' ')
			text++;
		if (*text)
			*text++ = 0;
		long file = call(2, (long)operand, 01 | 0100 | 01000, 0644);
		if (file < 0)
			call(60, 9, 0, 0);
		line(file, text);
		call(3, file, 0, 0);
	} else if ((operand = operand_of(command, "sleep"))) {
		long duration[2] = { number_of(operand), 0 };
		call(35, (long)duration, 0, 0);
	} else if ((operand = operand_of(command, "exit"))) {
		call(60, number_of(operand), 0, 0);
	}
}

__attribute__((used)) static void start(long *stack)
{
	static char script[4096];
	char **arguments = (char **)(stack + 1);
	char *command;
	if (stack[0] > 3 && arguments[2][0] == 'r' && arguments[2][1] == 'u' && arguments[2][2] == 'n' && !arguments[2][3]) {
		call(59, (long)arguments[3], (long)(arguments + 3), (long)(arguments + stack[0] + 1));
		call(60, 7, 0, 0);
	}
	long file = stack[0] < 2 ? -1 : call(2, (long)arguments[1], 0, 0);
	long length = file < 0 ? -1 : call(0, file, (long)script, sizeof(script) - 1);
	if (length < 0)
		call(60, 8, 0, 0);
	command = script;
	for (long i = 0; i < length; i++) {
		if (script[i] == '\n') {
			script[i] = 0;
			if (*command != '#')
				run(command);
			command = script + i + 1;
		}
	}
	call(60, 0, 0, 0);
}

__asm__(".globl _start\n_start: mov %rsp, %rdi\n and $-16, %rsp\n call start\n");
