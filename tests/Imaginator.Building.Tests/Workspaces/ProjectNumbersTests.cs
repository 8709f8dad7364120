using Imaginator.Building.Workspaces;

namespace Imaginator.Building.Tests.Workspaces;

public sealed class ProjectNumbersTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string LastProject => _directory.PathOf("last-project");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void EachProject_HasAnotherNumber()
    {
        Assert.Equal(16_777_216u, ProjectNumbers.Take(_directory.FullName));
        Assert.Equal(16_777_217u, ProjectNumbers.Take(_directory.FullName));

        Assert.Equal("16777217", File.ReadAllText(LastProject));
        Assert.Equal([LastProject], Directory.GetFiles(_directory.FullName));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("-16777217")]
    [InlineData("16777215")]
    [InlineData("1073741825")]
    [InlineData("99999999999")]
    public void DamagedNumber_IsAnError_SoThatNoneIsUsedAgain(string contents)
    {
        File.WriteAllText(LastProject, contents);

        var exception = Assert.Throws<ImaginatorException>(() => ProjectNumbers.Take(_directory.FullName));

        Assert.Contains(LastProject, exception.Message, StringComparison.Ordinal);
        Assert.Equal(contents, File.ReadAllText(LastProject));
    }

    [Fact]
    public void AfterTheLastNumber_TheFirstFollows()
    {
        File.WriteAllText(LastProject, "1073741824\n");

        Assert.Equal(16_777_216u, ProjectNumbers.Take(_directory.FullName));
    }
}
