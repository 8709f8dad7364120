using System.Collections.Immutable;
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
            Errno.ENOENT when File.Exists(program) =>
                $"{program}: the file exists, but the interpreter or loader that it names does not",
            Errno.ENOENT when !program.Contains('/') => $"{program}: not found in PATH",
            var other => $"{program}: {other.Describe()}",
        };
    }
}
