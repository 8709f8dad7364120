using System.Collections.Immutable;
using System.Text;
using Imaginator.Building.Documents;
using Imaginator.Building.Documents.Json;
using Imaginator.Building.Variables;
using Imaginator.Hosting.Configuration.Fetching;
using Imaginator.Linux.Storage;
using Imaginator.Linux.Trees;

namespace Imaginator.Hosting.Configuration.Loading;

/// <summary>
/// Reads the file of secret variables: <c>NAME=Value</c> lines, or a JSON object of strings if its first character after comment
/// lines is a brace. Messages do not contain values.
/// </summary>
public static class VariablesFile
{
    private const int SizeLimit = 16 * 1024 * 1024;
    private const uint OthersCanRead = 4;
    private const uint OthersCanWrite = 2;
    private const uint GroupCanRead = 0x20;
    private const uint GroupCanWrite = 0x10;
    private const uint GroupMask = 0x38;

    /// <summary>Reads a variables file; without a path, there are no variables.</summary>
    public static async Task<ConfigurationResult<SecretVariables>> LoadAsync(
        string path, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(path);
        var faults = new FaultList();
        if (path.Length == 0)
        {
            return ConfigurationResult<SecretVariables>.Of(SecretVariables.None, faults);
        }

        var location = new ConfigurationLocation(path);
        var values = ImmutableDictionary.Create<string, string>(StringComparer.Ordinal);
        try
        {
            await using var file = RegularFile.OpenRead(path);
            CheckPermissions(FileHandles.GetStatus(file.SafeFileHandle), location, faults);
            values = Parse(await BoundedText.ReadToEndAsync(file, SizeLimit, cancellationToken), path, faults);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ImaginatorException)
        {
            faults.Error(location, $"the variables file cannot be read: {e.Clause()}");
        }

        WarnOfUnmasked(values, location, faults);
        return ConfigurationResult<SecretVariables>.Of(new SecretVariables(values), faults);
    }

    private static void CheckPermissions(FileStatus status, ConfigurationLocation location, FaultList faults)
    {
        // Permissions of root's group are those of root.
        var mode = status.Gid == 0 ? status.Mode & ~GroupMask : status.Mode;
        if ((mode & (OthersCanWrite | GroupCanWrite)) != 0)
        {
            faults.Error(location, $"the variables file is not used because other users can write it; run chmod 600 {location.Source}");
        }
        else if ((mode & (OthersCanRead | GroupCanRead)) != 0)
        {
            faults.Warn(location, $"other users can read the variables file; run chmod 600 {location.Source}");
        }
    }

    private static ImmutableDictionary<string, string> Parse(byte[] text, string path, FaultList faults)
    {
        var withoutComments = text.ToArray();
        CommentLines.Blank(withoutComments);
        var isJson = withoutComments.AsSpan().TrimStart(Encoding.UTF8.Preamble).TrimStart(" \t\r\n"u8) is [(byte)'{', ..];
        return isJson ? ParseJson(text, path, faults) : ParseLines(text, path, faults);
    }

    private static ImmutableDictionary<string, string> ParseJson(byte[] text, string path, FaultList faults)
    {
        var table = JsonReader.Read(text, path, faults) is { } root ? JsonCursor.Root(root, path, faults).AsTextTableOfFile() : null;
        return (table ?? ImmutableSortedDictionary<string, string>.Empty).ToImmutableDictionary(StringComparer.Ordinal);
    }

    private static ImmutableDictionary<string, string> ParseLines(byte[] text, string path, FaultList faults)
    {
        var values = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        using var reader = new StreamReader(new MemoryStream(text), Encoding.UTF8);
        for (var number = 1; reader.ReadLine() is { } line; number++)
        {
            if (string.IsNullOrWhiteSpace(line) || line.TrimStart().StartsWith('#'))
            {
                continue;
            }

            var equals = line.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? "" : line[..equals].Trim();
            if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            {
                faults.Error(
                    new ConfigurationLocation(path, number), "invalid line; write NAME=Value with a name of letters, digits and underscores");
            }
            else if (lines.TryAdd(name, number))
            {
                var value = line[(equals + 1)..];
                values.Add(name, value);
                CheckValue(name, value, new ConfigurationLocation(path, number), faults);
            }
            else
            {
                faults.Error(
                    new ConfigurationLocation(path, number), $"the variable {name} is already defined in line {lines[name]}; remove one of the lines");
            }
        }

        return values.ToImmutable();
    }

    /// <summary>The whole text behind the equals sign is the value: this is not a shell. Messages do not contain it.</summary>
    private static void CheckValue(string name, string value, ConfigurationLocation location, FaultList faults)
    {
        if (value.Contains('\0', StringComparison.Ordinal))
        {
            faults.Error(location, $"the value of {name} contains a zero byte; the file must be text");
        }
        else if (value.Contains('\uFFFD', StringComparison.Ordinal))
        {
            faults.Error(location, $"the value of {name} is not UTF-8");
        }

        if (value.Length > 1 && value[0] is '"' or '\'' && value.TrimEnd()[^1] == value[0])
        {
            faults.Warn(location, $"the quotation marks around the value of {name} are part of the value; remove them");
        }

        if (value.Length != value.Trim().Length)
        {
            faults.Warn(
                location, $"the white space around the value of {name} is part of the value; remove it, or write the file as a JSON object");
        }

        if (value.Contains(" #", StringComparison.Ordinal) || value.Contains("\t#", StringComparison.Ordinal))
        {
            faults.Warn(location, $"\"#\" in the value of {name} starts no comment and is part of the value; write comments on separate lines");
        }
    }

    private static void WarnOfUnmasked(
        ImmutableDictionary<string, string> values, ConfigurationLocation location, FaultList faults)
    {
        foreach (var name in values.Where(value => value.Value.Length > 0 && !SecretMasker.IsMasked(value.Value))
            .Select(value => value.Key).Order(StringComparer.Ordinal))
        {
            faults.Warn(
                location, $"the value of {name} has fewer than {SecretMasker.MinimumLength} characters and is not masked in "
                + "logs; move a variable that is not secret to the Variables of the stream");
        }
    }
}
