using System.Collections.Immutable;
using System.Text;
using Imaginator.Building.Documents;
using Imaginator.Building.Documents.Json;
using Imaginator.Building.Variables;
using Imaginator.Linux.Trees;

namespace Imaginator.Hosting.Configuration;

/// <summary>
/// Reads the file of secret variables: <c>NAME=Value</c> lines, or a JSON object of strings if its first character (but
/// for comment lines) is a brace. No message shows anything of a value.
/// </summary>
public static class VariablesFile
{
    private const int SizeLimit = 16 * 1024 * 1024;
    private const uint OthersCanRead = 4;
    private const uint OthersCanWrite = 2;

    /// <summary>Reads a variables file.</summary>
    /// <param name="path">The file; empty for none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The variables, or errors: unreadable, writable by others, malformed. Readable by others is a warning.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static async Task<ConfigurationResult<SecretVariables>> LoadAsync(
        string path, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(path);
        var faults = new FaultList();
        if (path.Length == 0)
        {
            return ConfigurationResult<SecretVariables>.Of(SecretVariables.None, faults);
        }

        var place = new ConfigurationLocation(path);
        var values = ImmutableDictionary.Create<string, string>(StringComparer.Ordinal);
        try
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            CheckPermissions(FileHandles.GetStatus(file.SafeFileHandle).Mode, place, faults);
            values = Parse(await BoundedText.ReadToEndAsync(file, SizeLimit, cancellationToken), path, faults);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ImaginatorException)
        {
            faults.Error(place, $"the variables file cannot be read: {e.Message}");
        }

        WarnOfUnmasked(values, place, faults);
        return ConfigurationResult<SecretVariables>.Of(new SecretVariables(values), faults);
    }

    private static void CheckPermissions(uint mode, ConfigurationLocation place, FaultList faults)
    {
        if ((mode & OthersCanWrite) != 0)
        {
            faults.Error(place, $"others can write the variables file, so it is not used; chmod 600 {place.Source}");
        }
        else if ((mode & OthersCanRead) != 0)
        {
            faults.Warn(place, $"others can read the variables file; chmod 600 {place.Source}");
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
        var table = JsonReader.Read(text, path, faults) is { } root ? JsonCursor.Root(root, path, faults).AsTextTable() : null;
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
                    new ConfigurationLocation(path, number), "expected NAME=Value with a name of letters, digits and underscores");
            }
            else if (lines.TryAdd(name, number))
            {
                values.Add(name, line[(equals + 1)..]);
            }
            else
            {
                faults.Error(
                    new ConfigurationLocation(path, number), $"the variable {name} is there twice; the first is in line {lines[name]}");
            }
        }

        return values.ToImmutable();
    }

    private static void WarnOfUnmasked(
        ImmutableDictionary<string, string> values, ConfigurationLocation place, FaultList faults)
    {
        foreach (var name in values.Where(value => value.Value.Length > 0 && !SecretMasker.IsMasked(value.Value))
            .Select(value => value.Key).Order(StringComparer.Ordinal))
        {
            faults.Warn(
                place, $"the value of {name} has fewer than {SecretMasker.MinimumLength} characters and is not masked in "
                + "logs; a variable that is no secret belongs into the stream's Variables");
        }
    }
}
