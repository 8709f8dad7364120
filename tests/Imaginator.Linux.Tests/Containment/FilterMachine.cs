namespace Imaginator.Linux.Tests.Containment;

/// <summary>Runs a seccomp program as the kernel does: the instructions that the filter uses, written down independently.</summary>
internal static class FilterMachine
{
    /// <summary>Allowed; any other result is an error number, 0 for a call that succeeds without being made.</summary>
    public const int Allowed = -1;

    /// <summary>Left to the supervisor.</summary>
    public const int Notified = -2;

    /// <summary>Decides on a system call.</summary>
    public static int Decide(
        IReadOnlyList<ulong> program, uint architecture, uint number, params ReadOnlySpan<ulong> arguments) =>
        Run(program, architecture, number, out _, arguments);

    /// <summary>Decides on a system call, and counts the executed instructions.</summary>
    public static int Run(
        IReadOnlyList<ulong> program, uint architecture, uint number, out int steps, params ReadOnlySpan<ulong> arguments)
    {
        steps = 0;
        var data = new byte[64];
        BitConverter.TryWriteBytes(data.AsSpan(0), number);
        BitConverter.TryWriteBytes(data.AsSpan(4), architecture);
        for (var i = 0; i < arguments.Length; i++)
        {
            BitConverter.TryWriteBytes(data.AsSpan(16 + (8 * i)), arguments[i]);
        }

        var accumulator = 0u;
        for (var position = 0; ; position++)
        {
            steps++;
            var instruction = program[position];
            var constant = (uint)(instruction >> 32);
            var ifTrue = (int)(instruction >> 16) & 0xFF;
            var ifFalse = (int)(instruction >> 24) & 0xFF;
            switch (instruction & 0xFFFF)
            {
                case 0x20:
                    accumulator = BitConverter.ToUInt32(data, (int)constant);
                    break;
                case 0x05:
                    position += (int)constant;
                    break;
                case 0x15:
                    position += accumulator == constant ? ifTrue : ifFalse;
                    break;
                case 0x35:
                    position += accumulator >= constant ? ifTrue : ifFalse;
                    break;
                case 0x45:
                    position += (accumulator & constant) != 0 ? ifTrue : ifFalse;
                    break;
                case 0x54:
                    accumulator &= constant;
                    break;
                case 0x06:
                    return constant switch
                    {
                        0x7FFF0000 => Allowed,
                        0x7FC00000 => Notified,
                        _ => (int)(constant & 0xFFFF),
                    };
                default:
                    throw new InvalidOperationException($"Instruction {instruction:X} is not known.");
            }
        }
    }
}
