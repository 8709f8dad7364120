namespace Imaginator.Host.Auditing;

/// <summary>The directory of the audit files, and their limits.</summary>
internal sealed record AuditDirectory(string Path)
{
    private const string Extension = ".jsonl";
    private const string Pattern = "audit.*" + Extension;

    /// <summary>The size at which a new file begins, in bytes.</summary>
    public long MaximumFileBytes { get; init; } = 4 << 20;

    /// <summary>The number of files; the oldest are deleted.</summary>
    public int MaximumFiles { get; init; } = 16;

    /// <summary>The paths of the files, the oldest first: their names sort by time.</summary>
    public IReadOnlyList<string> List() => Directory.Exists(Path)
        ? [.. Directory.EnumerateFiles(Path, Pattern).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>The path of a new file that begins at a time. It sorts after all others, even if the clock was set back.</summary>
    public string NewFile(DateTimeOffset time)
    {
        var stem = FormattableString.Invariant($"audit.{time.UtcDateTime:yyyyMMdd'T'HHmmss.fff'Z'}");
        var newest = List() is [.., var last] ? System.IO.Path.GetFileName(last) : "";
        if (string.CompareOrdinal(newest, stem) > 0)
        {
            stem = newest[..stem.Length];
        }

        // An underscore sorts after the dot, as the later file after the earlier.
        return Enumerable.Range(0, int.MaxValue)
            .Select(number => number == 0 ? $"{stem}{Extension}" : FormattableString.Invariant($"{stem}_{number:00000}{Extension}"))
            .Where(name => string.CompareOrdinal(name, newest) > 0)
            .Select(name => System.IO.Path.Combine(Path, name))
            .First();
    }
}
