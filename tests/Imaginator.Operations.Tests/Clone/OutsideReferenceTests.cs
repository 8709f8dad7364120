namespace Imaginator.Operations.Tests.Clone;

/// <summary>A clone in an empty directory is complete.</summary>
public sealed class OutsideReferenceTests
{
    [Fact]
    public void Repository_RefersToNothingOutside()
    {
        var references = OutsideReferences.OfRepository().ToList();
        Assert.True(references.Count == 0, string.Join('\n', references));
    }

    [Theory]
    [InlineData("bench.sh", "cp -a ../elsewhere/wire .")]
    [InlineData("scripts/x.sh", "cd \"$(dirname \"$0\")/../..\"")]
    [InlineData("tests/x.sh", "cp -a ../shared/wire .")]
    [InlineData("README.md", "See [the design](../DESIGN.md).")]
    [InlineData("docs/x.md", "See [the design](../missing.md).")]
    [InlineData("tests/A/A.csproj", "<Compile Include=\"../../../wire/*.cs\" />")]
    [InlineData("tests/A/A.csproj", "<Compile Include=\"../Missing.Tests/*.cs\" />")]
    [InlineData("tests/A/X.cs", "private static string Here([CallerFilePath] string path = \"\") => path;")]
    [InlineData("tests/A/X.cs", "/// <summary>Lies in /work/shared.</summary>")]
    [InlineData("packaging/x", "mirror=${mirror:-http://deb.debian.org/debian}")]
    [InlineData("nuget.config", "<add key=\"a\" value=\"https://api.nuget.org/v3/index.json\" />")]
    public void Finds_AReferenceToTheOutside(string name, string line) =>
        Assert.StartsWith($"{name}:2: ", Assert.Single(OutsideReferences.OfText(name, $"first\n{line}\n")), StringComparison.Ordinal);

    [Fact]
    public void Finds_TheMachineOfTheProject_InExamples() =>
        Assert.Equal("docs/x.md:2: /work/" + "shared", Assert.Single(OutsideReferences.OfText("docs/x.md", "```\nls /work/" + "shared\n```")));

    [Theory]
    [InlineData("scripts/x.sh", "cd \"$(dirname \"$0\")/..\"")]
    [InlineData("packaging/x.sh", "link ../lib/imaginator/imaginator /usr/sbin/imaginator")]
    [InlineData("docs/decisions/x.md", "See [the other](../../README.md) ... from 1..5")]
    [InlineData("docs/x.md", "```csharp\nPathOf(\"../../../tree/x\")\n```")]
    [InlineData("tests/A/A.csproj", "<Compile Include=\"../Shared/*.cs\" />")]
    [InlineData("samples/A/A.csproj", "<PublishDir>../publish</PublishDir>")]
    [InlineData("tests/A/X.cs", "[InlineData(\"../../../../../etc\")]")]
    public void Accepts_ReferencesToTheInside(string name, string line) => Assert.Empty(OutsideReferences.OfText(name, line));

    [Fact]
    public void Finds_ALinkToTheOutside()
    {
        Assert.NotEmpty(OutsideReferences.OfLink("docs/x", "../../x"));
        Assert.NotEmpty(OutsideReferences.OfLink("docs/x", "/etc/passwd"));
        Assert.Empty(OutsideReferences.OfLink("docs/x", "../README.md"));
    }
}
