using System.Runtime.InteropServices;
using Imaginator.Building.Sandboxing;
using Imaginator.Files;
using Imaginator.Linux;
using Imaginator.Linux.Trees;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Building.Stages.Commands;

/// <summary>
/// Finds why a shell could not start a program of an image. Shells say "not found" about a program that exists, if its interpreter
/// does not.
/// </summary>
internal static class ProgramStartCause
{
    // The exit statuses of shells.
    private const int CannotRun = 126;
    private const int NotFound = 127;

    // As much of a script as the kernel reads.
    private const int FirstLineLength = 256;

    // Linkers write the name of the loader right behind the headers of a program.
    private const int HeadLength = 4096;
    private const int ElfHeaderLength = 64;
    private const int ElfMachineOffset = 18;
    private const uint LoaderHeaderType = 3; // PT_INTERP

    private static readonly (ushort Number, string Name, Architecture[] Runs)[] Machines =
    [
        (3, "386", [Architecture.X86, Architecture.X64]),
        (21, "ppc64", [Architecture.Ppc64le]),
        (22, "s390x", [Architecture.S390x]),
        (40, "arm", [Architecture.Arm, Architecture.Armv6, Architecture.Arm64]),
        (62, "amd64", [Architecture.X64]),
        (183, "arm64", [Architecture.Arm64]),
        (243, "riscv64", [Architecture.RiscV64]),
        (258, "loong64", [Architecture.LoongArch64]),
    ];

    /// <summary>Finds the cause, as a clause.</summary>
    /// <param name="image">The tree that the program ran in.</param>
    /// <param name="path">The path of the program.</param>
    /// <param name="result">The end of the shell.</param>
    /// <returns>The cause; null if the program could be started, or nothing is wrong with it.</returns>
    public static string? Find(TreeRoot image, string path, CommandResult result)
    {
        if (result.ExitCode is not (CannotRun or NotFound))
        {
            return null;
        }

        try
        {
            var head = ReadHead(image, path);
            return InterpreterOf(head) is { } interpreter ? FindInInterpreter(image, interpreter) : FindInProgram(image, head, "it");
        }
        catch (IOException)
        {
            // The program itself is missing: the output of the shell says so.
            return null;
        }
    }

    private static string? FindInInterpreter(TreeRoot image, string interpreter)
    {
        var display = FileName.ToDisplay(interpreter.TrimEnd('\r'));
        if (interpreter.EndsWith('\r'))
        {
            return $"its first line names the interpreter \"{display}\\r\": its lines end with CR LF; save the file with LF line ends";
        }

        try
        {
            return FindInProgram(image, ReadHead(image, interpreter), $"its interpreter \"{display}\"");
        }
        catch (LinuxException e) when (e.Error is Errno.ENOENT or Errno.ENOTDIR)
        {
            return $"its interpreter \"{display}\" does not exist in the image; install it, or correct the first line";
        }
    }

    private static string? FindInProgram(TreeRoot image, ReadOnlySpan<byte> head, string subject)
    {
        if (head.Length < ElfHeaderLength || !head.StartsWith("\u007FELF"u8))
        {
            return null;
        }

        var number = ReadNumber(head, ElfMachineOffset, sizeof(ushort));
        var here = RuntimeInformation.OSArchitecture;
        var (_, name, runs) = Machines.FirstOrDefault(machine => machine.Number == number);
        if (runs is null || runs.Contains(here))
        {
            return LoaderOf(head) is { } loader && !Exists(image, loader)
                ? $"{subject} requires the loader \"{FileName.ToDisplay(loader)}\", which does not exist in the image; install the C library "
                    + "that the program was built for"
                : null;
        }

        var own = Machines.FirstOrDefault(machine => machine.Runs[0] == here).Name ?? here.ToString();
        return $"{subject} is a program for {name}, which this machine ({own}) cannot run";
    }

    /// <summary>The path of the dynamic loader of a program; null if it has none, or an unusual place for its name.</summary>
    private static string? LoaderOf(ReadOnlySpan<byte> head)
    {
        // elf(5): the 64-bit and the 32-bit form of Elf_Ehdr and Elf_Phdr.
        var is64 = head[4] == 2;
        var wide = is64 ? sizeof(ulong) : sizeof(uint);
        var entries = ReadNumber(head, is64 ? 32 : 28, wide);
        var entryLength = ReadNumber(head, is64 ? 54 : 42, sizeof(ushort));
        var count = ReadNumber(head, is64 ? 56 : 44, sizeof(ushort));
        for (var i = 0UL; i < count; i++)
        {
            var start = entries + (i * entryLength);
            if (start > (ulong)head.Length || (ulong)head.Length - start < entryLength || entryLength < (is64 ? 56u : 32u))
            {
                return null;
            }

            var entry = (int)start;
            if (ReadNumber(head, entry, sizeof(uint)) != LoaderHeaderType)
            {
                continue;
            }

            var name = ReadNumber(head, entry + (is64 ? 8 : 4), wide);
            var length = ReadNumber(head, entry + (is64 ? 32 : 16), wide);
            return name < (ulong)head.Length && length > 1 && length <= (ulong)head.Length - name
                ? FileName.Decode(head.Slice((int)name, (int)length).TrimEnd((byte)0))
                : null;
        }

        return null;
    }

    private static ulong ReadNumber(ReadOnlySpan<byte> head, int offset, int length)
    {
        var isBigEndian = head[5] == 2;
        var number = 0UL;
        for (var i = 0; i < length; i++)
        {
            number = (number << 8) | head[offset + (isBigEndian ? i : length - 1 - i)];
        }

        return number;
    }

    private static bool Exists(TreeRoot image, string path)
    {
        try
        {
            image.OpenFile(path).Dispose();
            return true;
        }
        catch (LinuxException e)
        {
            return e.Error is not (Errno.ENOENT or Errno.ENOTDIR);
        }
    }

    private static byte[] ReadHead(TreeRoot image, string path)
    {
        using SafeFileHandle file = image.OpenFile(path);
        var head = new byte[HeadLength];
        return head[..RandomAccess.Read(file, head, 0)];
    }

    private static string? InterpreterOf(ReadOnlySpan<byte> head)
    {
        if (!head.StartsWith("#!"u8))
        {
            return null;
        }

        var line = head[2..Math.Min(head.Length, FirstLineLength)];
        line = (line.IndexOf((byte)'\n') is >= 0 and var end ? line[..end] : line).TrimStart(" \t"u8);
        return FileName.Decode(line.IndexOfAny((byte)' ', (byte)'\t') is >= 0 and var space ? line[..space] : line);
    }
}
