using Imaginator.Prose.Tests.Linting;

namespace Imaginator.Prose.Tests;

/// <summary>The texts of this repository.</summary>
public sealed class RepositoryTests
{
    [Fact]
    public void Texts_ArePlainEnglish()
    {
        var report = Linter.Check(RepositoryFiles.Root, Allowances.Of(RepositoryFiles.Root));
        Assert.True(report.TextCount > 1000, "the linter finds too few texts in the repository");
        Assert.True(report.Findings.IsEmpty, string.Join('\n', report.Findings));
    }

    [Fact]
    public void Allowances_AreAllNeeded()
    {
        var allowances = Allowances.Of(RepositoryFiles.Root);
        Linter.Check(RepositoryFiles.Root, allowances);
        Assert.Empty(allowances.Unused);
    }
}
