using Imaginator.Prose.Tests.Linting;

namespace Imaginator.Prose.Tests;

/// <summary>Exceptions from the rules.</summary>
public sealed class AllowanceTests
{
    private static Finding Finding => Assert.Single(SeededRepository.CheckFile("docs/a.md", "It steers it.\n"));

    [Fact]
    public void Allows_TextThatItNames()
    {
        var allowances = new Allowances(["# a comment", "", "docs/a.md | steers | It steers | a quotation"]);
        Assert.True(allowances.Allow(Finding));
        Assert.Empty(allowances.Unused);
    }

    [Theory]
    [InlineData("docs/b.md | steers | It steers | another file")]
    [InlineData("docs/a.md | heeds | It steers | another rule")]
    [InlineData("docs/a.md | steers | It heeds | another text")]
    public void Refuses_AnythingElse(string line)
    {
        var allowances = new Allowances([line]);
        Assert.False(allowances.Allow(Finding));
        Assert.Single(allowances.Unused);
    }

    [Theory]
    [InlineData("docs/a.md | steers | It steers")]
    [InlineData("docs/a.md | steers | It steers |")]
    public void Rejects_ExceptionWithoutReason(string line) =>
        Assert.Throws<FormatException>(() => new Allowances([line]));
}
