namespace Imaginator.Prose.Tests.Linting;

/// <summary>An exception from a rule: a text of a file may contain a fragment, for a reason.</summary>
internal sealed record Allowance(string Path, string Rule, string Fragment, string Reason)
{
    private int _uses;

    public bool IsUsed => Volatile.Read(ref _uses) > 0;

    /// <summary>Parses <c>path | rule | fragment | reason</c>.</summary>
    public static Allowance Parse(string line) => line.Split('|', 4, StringSplitOptions.TrimEntries) switch
    {
        [{ Length: > 0 } path, { Length: > 0 } rule, { Length: > 0 } fragment, { Length: > 0 } reason] => new(path, rule, fragment, reason),
        _ => throw new FormatException($"allowance \"{line}\" is malformed; write: path | rule | fragment | reason"),
    };

    public bool Allows(Finding finding)
    {
        var allows = finding.Text.Path == Path && finding.Rule.Name == Rule
            && finding.Text.Value.Replace('\n', ' ').Contains(Fragment, StringComparison.Ordinal);
        if (allows)
        {
            Interlocked.Increment(ref _uses);
        }

        return allows;
    }
}
