using Imaginator.Prose.Tests.Linting;
using Imaginator.Prose.Tests.Texts;

namespace Imaginator.Prose.Tests;

/// <summary>The texts of this repository.</summary>
public sealed class RepositoryTests
{
    [Fact]
    public void Texts_ArePlainEnglish()
    {
        var report = Linter.Check(RepositoryFiles.Root, Allowances.Of(RepositoryFiles.Root));
        Assert.True(report.TextCount > 1000, "the linter finds too few texts in the repository");

        // Comments inside the programs are checked too when scripts/prose.sh runs; only what people meet fails the tests.
        var findings = report.Findings.Where(finding => (finding.Text.Kind & TextKind.Published) != 0).ToArray();
        Assert.True(findings.Length == 0, string.Join('\n', findings.AsEnumerable()));
    }

    [Fact]
    public void Allowances_AreAllNeeded()
    {
        var allowances = Allowances.Of(RepositoryFiles.Root);
        Linter.Check(RepositoryFiles.Root, allowances);
        Assert.Empty(allowances.Unused);
    }
}
