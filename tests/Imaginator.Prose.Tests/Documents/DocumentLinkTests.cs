namespace Imaginator.Prose.Tests.Documents;

public sealed class DocumentLinkTests
{
    [Fact]
    public void Documents_HaveNoDeadLinks()
    {
        var (links, dead) = DeadLinks.In(RepositoryFiles.Root);
        Assert.True(links > 100, $"only {links} links were found in the repository");
        Assert.True(dead.Count == 0, string.Join('\n', dead));
    }

    [Theory]
    [InlineData("[a](missing.md)", "missing.md")]
    [InlineData("[a](other.md#missing)", "other.md#missing")]
    [InlineData("![a](images/missing.png)", "images/missing.png")]
    [InlineData("[a](#missing)", "#missing")]
    [InlineData("[a](../outside.md)", "../outside.md")]
    [InlineData("[a](other.md#again-2)", "other.md#again-2")]
    public void DeadLink_IsFound(string text, string target) => Assert.Equal([$"document.md: {target}"], Check(text));

    [Theory]
    [InlineData("[a](other.md#the-flag--x-of-y)")]
    [InlineData("[a](other.md#again-1) and [b](#here)")]
    [InlineData("[a](https://example.org/missing.md)")]
    [InlineData("```\n[a](missing.md)\n```")]
    [InlineData("`[a](missing.md)`")]
    public void OtherText_IsAccepted(string text) => Assert.Empty(Check(text));

    private static IReadOnlyList<string> Check(string text)
    {
        using var directory = new TemporaryDirectory();
        directory.Write("document.md", $"# Here\n\n{text}\n");
        directory.Write("other.md", "# The flag `-x` of [y](document.md)\n\n## Again\n\n## Again\n");
        return DeadLinks.In(directory.FullName).Dead;
    }
}
