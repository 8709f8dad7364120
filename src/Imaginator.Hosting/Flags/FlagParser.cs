using System.Collections.Immutable;
using System.Text;
using Imaginator.Building.Documents;
using Imaginator.Hosting.Permissions;
using Imaginator.Linux.Storage;

namespace Imaginator.Hosting.Flags;

/// <summary>
/// Parses flags in the syntax of Go's package flag, from flag files and then from the command line; the last value applies.
/// </summary>
/// <remarks>
/// <c>-name=value</c> or <c>-name value</c>, with one or two dashes; a boolean flag has no value or <c>=value</c>. Unlike in Go,
/// flags can also follow the command and its operands; <c>--</c> ends the flags, and a single dash is an operand. See
/// docs/decisions/0071-own-flag-parser.md.
/// </remarks>
internal sealed class FlagParser
{
    private const string WhereCommandLine = "command line";

    // Many times the length of all flags.
    private const int MaximumFileBytes = 1024 * 1024;

    private readonly Dictionary<string, Flag> _flags;
    private readonly ImmutableDictionary<string, object>.Builder _given =
        ImmutableDictionary.CreateBuilder<string, object>(StringComparer.Ordinal);

    private readonly List<string> _faults = [];
    private readonly List<string> _arguments = [];
    private CommandLineRequest _request;

    private FlagParser(IEnumerable<Flag> flags) =>
        _flags = flags.ToDictionary(flag => flag.Name, StringComparer.Ordinal);

    /// <summary>Parses flag files, of which missing ones are skipped, and a command line.</summary>
    public static CommandLine Parse(
        IEnumerable<Flag> flags, IReadOnlyList<string> arguments, IEnumerable<string> flagFiles)
    {
        ArgumentNullException.ThrowIfNull(flags);
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentNullException.ThrowIfNull(flagFiles);
        var parser = new FlagParser(flags);
        foreach (var file in flagFiles)
        {
            parser.ReadFile(file);
        }

        parser.ReadArguments(arguments);
        if (parser._faults.Count > 0 && parser._request == CommandLineRequest.Work)
        {
            throw new UsageException(string.Join('\n', parser._faults));
        }

        return new CommandLine(new FlagValues(parser._given.ToImmutable()), [.. parser._arguments], parser._request);
    }

    private void ReadFile(string file)
    {
        string[] lines;
        try
        {
            if (FileTrust.FindPublicWriter(file) is { } fault)
            {
                _faults.Add($"{file}: the flag file is not used: {fault}");
                return;
            }

            lines = LinesOf(RegularFile.ReadAll(file, MaximumFileBytes));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _faults.Add($"{file}: cannot read the flag file: {e.Clause()}");
            return;
        }

        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].Trim();
            if (line.Length == 0 || line[0] is '#' or ';')
            {
                continue;
            }

            var where = $"{file}:{i + 1}";
            if (line.Contains('\0', StringComparison.Ordinal))
            {
                _faults.Add($"{where}: the line contains a zero byte; the file must be text");
                continue;
            }

            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0)
            {
                _faults.Add($"{where}: expected name=value, found \"{line}\"");
            }
            else if (FindFlag(where, line[..equals].TrimEnd()) is { } flag)
            {
                Set(where, flag, line[(equals + 1)..].TrimStart());
            }
        }
    }

    private static string[] LinesOf(byte[] text) =>
        Encoding.UTF8.GetString(text.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? text.AsSpan(Encoding.UTF8.Preamble.Length) : text)
            .Split('\n');

    private void ReadArguments(IReadOnlyList<string> arguments)
    {
        for (var i = 0; i < arguments.Count; i++)
        {
            var argument = arguments[i];
            if (argument == "--")
            {
                _arguments.AddRange(arguments.Skip(i + 1));
                return;
            }

            if (argument.Length < 2 || argument[0] != '-')
            {
                _arguments.Add(argument);
                continue;
            }

            var text = argument[(argument.StartsWith("--", StringComparison.Ordinal) ? 2 : 1)..];
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? text : text[..equals];
            if (IsRequest(name) || FindFlag(WhereCommandLine, name) is not { } flag)
            {
                continue;
            }

            if (equals >= 0)
            {
                Set(WhereCommandLine, flag, text[(equals + 1)..]);
            }
            else if (flag.ValueName.Length == 0)
            {
                Set(WhereCommandLine, flag, "true");
            }
            else if (i + 1 < arguments.Count)
            {
                Set(WhereCommandLine, flag, arguments[++i]);
            }
            else
            {
                _faults.Add($"{WhereCommandLine}: flag -{name} requires a value; write -{name}={flag.ValueName}");
            }
        }
    }

    private bool IsRequest(string name)
    {
        var request = name switch
        {
            "h" or "help" => CommandLineRequest.Help,
            "version" => CommandLineRequest.Version,
            _ => CommandLineRequest.Work,
        };
        // Help is printed regardless of other arguments.
        _request = _request == CommandLineRequest.Work ? request : _request;
        return request != CommandLineRequest.Work;
    }

    private Flag? FindFlag(string where, string name)
    {
        if (_flags.TryGetValue(name, out var flag))
        {
            return flag;
        }

        var probable = NearestName.Find(name.TrimStart('-'), _flags.Keys);
        _faults.Add(probable is null
            ? $"{where}: unknown flag \"{name}\"; -h lists the flags"
            : $"{where}: unknown flag \"{name}\"; did you mean -{probable}?");
        return null;
    }

    private void Set(string where, Flag flag, string text)
    {
        try
        {
            _given[flag.Name] = flag.Parse(text);
        }
        catch (FormatException e)
        {
            _faults.Add($"{where}: flag {flag.Name}: \"{text}\" {e.Message}");
        }
    }
}
