using System.Collections.Immutable;

namespace Imaginator.Prose.Tests.Linting;

/// <summary>The exceptions from rules, each with its reason.</summary>
internal sealed class Allowances(IEnumerable<string> lines)
{
    private readonly ImmutableArray<Allowance> _all =
        [.. lines.Where(line => line.Trim() is [not '#', ..]).Select(Allowance.Parse)];

    public static Allowances None { get; } = new([]);

    /// <summary>The exceptions that match no finding so far.</summary>
    public IEnumerable<Allowance> Unused => _all.Where(allowance => !allowance.IsUsed);

    /// <summary>The exceptions of a repository.</summary>
    public static Allowances Of(string root)
    {
        var file = Path.Combine(root, "tests/Imaginator.Prose.Tests/allowed.txt");
        return File.Exists(file) ? new Allowances(File.ReadLines(file)) : None;
    }

    public bool Allow(Finding finding) => _all.Any(allowance => allowance.Allows(finding));
}
