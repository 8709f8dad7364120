using System.Collections.Immutable;
using System.Text;
using Imaginator.Linux;
using Imaginator.Sandbox.Protocol;

namespace Imaginator.Sandbox.Commands;

/// <summary>Finds the program of a command as a shell would.</summary>
internal static class ProgramSearch
{
    private const string PathVariable = "PATH=";

    /// <summary>The paths where the program may be.</summary>
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

    /// <summary>Why the program could not be started.</summary>
    public static string Explain(RunRequest request, LinuxException error)
    {
        var program = request.Arguments[0];
        if (error.Call != "execve")
        {
            return error.Message;
        }

        return error.Error switch
        {
            Errno.ENOENT when File.Exists(program) => InterpreterOf(program) is { Length: > 0 } interpreter
                ? $"{program}: there is no {interpreter}, which it names as its interpreter"
                : $"{program}: the file exists, but the loader that it names does not",
            Errno.ENOENT when !program.Contains('/') => $"{program}: not found in PATH",
            var other => $"{program}: {other.Describe()}",
        };
    }

    /// <summary>The program in a script's first line; null if it is no script. Looks inside the root, as execve did.</summary>
    private static string? InterpreterOf(string script)
    {
        const int LongestLine = 256; // what the kernel reads
        var line = new byte[LongestLine];
        using var file = File.OpenHandle(script);
        var length = RandomAccess.Read(file, line, 0);
        return length > 2 && line.AsSpan().StartsWith("#!"u8)
            ? Encoding.UTF8.GetString(line, 2, length - 2).TrimStart(' ').Split('\n', ' ')[0]
            : null;
    }
}
