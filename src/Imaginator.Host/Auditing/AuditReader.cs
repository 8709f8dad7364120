using System.Globalization;
using System.Text.Json;
using Imaginator.Linux.Storage;

namespace Imaginator.Host.Auditing;

/// <summary>Reads the files of <see cref="AuditFiles"/>, the newest entries first. Thread-safe.</summary>
internal sealed class AuditReader(AuditDirectory directory)
{
    // The last line of a file can be longer than the rest of it.
    private const int MaximumLineBytes = 1 << 20;

    /// <summary>Reads a page of entries, the newest first; fewer than the query's count at the end.</summary>
    /// <exception cref="ImaginatorException">The files cannot be read.</exception>
    public IReadOnlyList<AuditEntry> Read(AuditQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        var count = Math.Clamp(query.Count, 1, AuditQuery.MaximumCount);
        var (lastFile, end) = ParsePosition(query.Before);
        try
        {
            return
            [
                .. directory.List().Reverse()
                    .Where(file => lastFile is null || string.CompareOrdinal(Path.GetFileName(file), lastFile) <= 0)
                    .SelectMany(file => Read(file, Path.GetFileName(file) == lastFile ? end : long.MaxValue))
                    .TakeWhile(entry => query.Since is not { } since || entry.Time >= since)
                    .Where(entry => IsSelected(entry, query))
                    .Take(count),
            ];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImaginatorException($"cannot read the audit files in \"{directory.Path}\": {e.Clause()}", e);
        }
    }

    /// <summary>Whether a text has the form of a position; its file can have been deleted.</summary>
    public static bool IsPosition(string text) => ParsePosition(text).File is not null;

    private static bool IsSelected(AuditEntry entry, AuditQuery query) =>
        (query.Outcome is not { } outcome || entry.Outcome == outcome)
        && (query.Channel is null || entry.Channel == query.Channel)
        && (query.Caller is null || entry.Caller == query.Caller)
        && (query.Action is null || entry.Action == query.Action)
        && (query.Until is not { } until || entry.Time < until)
        && (query.Text is null
            || entry.Target.Contains(query.Text, StringComparison.OrdinalIgnoreCase)
            || entry.Detail.Contains(query.Text, StringComparison.OrdinalIgnoreCase));

    // From the end, for entries that begin before a position.
    private IEnumerable<AuditEntry> Read(string path, long end)
    {
        var text = ReadFile(path);
        var name = Path.GetFileName(path);

        // A line without its end is still being written.
        var lineEnd = text.AsSpan().LastIndexOf((byte)'\n');
        while (lineEnd > 0)
        {
            var start = text.AsSpan(0, lineEnd).LastIndexOf((byte)'\n') + 1;
            if (start < end && Parse(text.AsSpan(start, lineEnd - start)) is { } entry)
            {
                yield return entry with { Position = string.Create(CultureInfo.InvariantCulture, $"{name}:{start}") };
            }

            lineEnd = start - 1;
        }
    }

    private byte[] ReadFile(string path)
    {
        try
        {
            return RegularFile.ReadAll(path, (int)Math.Min(directory.MaximumFileBytes + MaximumLineBytes, int.MaxValue));
        }
        catch (FileNotFoundException)
        {
            // Deleted since it was listed.
            return [];
        }
    }

    private static AuditEntry? Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, AuditJson.Default.AuditEntry);
        }
        catch (JsonException)
        {
            // A part of a line, after a full disk or a power cut.
            return null;
        }
    }

    private static (string? File, long End) ParsePosition(string? position) =>
        position is not null
        && position.LastIndexOf(':') is > 0 and var colon
        && long.TryParse(position.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var end)
            ? (position[..colon], end)
            : (null, long.MaxValue);
}
