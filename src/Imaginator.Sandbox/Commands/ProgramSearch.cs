using System.Collections.Immutable;
using System.Text;
using Imaginator.Linux;
using Imaginator.Linux.Trees;
using Imaginator.Sandbox.Protocol;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Sandbox.Commands;

/// <summary>Finds the program of a command as a shell would.</summary>
internal static class ProgramSearch
{
    private const string PathVariable = "PATH=";

    /// <summary>Gets the possible paths of the program.</summary>
    public static ImmutableArray<string> Candidates(RunRequest request)
    {
        var program = request.Arguments[0];
        if (program.Contains('/'))
        {
            return [program];
        }

        var path = request.Environment.FirstOrDefault(entry => entry.StartsWith(PathVariable, StringComparison.Ordinal)) ?? "";
        return
        [
            .. path[Math.Min(PathVariable.Length, path.Length)..]
                .Split(':')
                .Where(directory => directory.StartsWith('/'))
                .Select(directory => $"{directory}/{program}"),
        ];
    }

    /// <summary>Explains why the program could not be started.</summary>
    public static string Explain(RunRequest request, LinuxException error)
    {
        var program = request.Arguments[0];
        if (error.Call != "execve")
        {
            return error.Message;
        }

        using var file = error.Error == Errno.ENOENT && program.Contains('/') ? TryOpen(program) : null;
        return error.Error switch
        {
            Errno.ENOENT when file is not null => InterpreterOf(file) is { Length: > 0 } interpreter
                ? $"{program}: cannot find {interpreter.Replace("\r", @"\r", StringComparison.Ordinal)}, which it names as its interpreter"
                : $"{program}: the file exists, but the loader that it names does not",
            Errno.ENOENT when !program.Contains('/') => $"{program}: not found in PATH",
            var other => $"{program}: {other.Describe()}",
        };
    }

    /// <summary>Opens a program inside the root as execve does; the file can have changed since.</summary>
    private static SafeFileHandle? TryOpen(string program)
    {
        try
        {
            using var root = TreeRoot.OpenImage("/");
            return root.OpenFile(program);
        }
        catch (LinuxException)
        {
            return null; // It is not there, or not a file.
        }
    }

    /// <summary>Gets the interpreter from a script's first line; null if the file is not a script.</summary>
    private static string? InterpreterOf(SafeFileHandle script)
    {
        const int LongestLine = 256; // what the kernel reads
        var line = new byte[LongestLine];
        var length = RandomAccess.Read(script, line, 0);
        return length > 2 && line.AsSpan().StartsWith("#!"u8)
            ? Encoding.UTF8.GetString(line, 2, length - 2).TrimStart(' ').Split('\n', ' ')[0]
            : null;
    }
}
