using System.Xml.Linq;
using Imaginator.Host.Access.Sessions;

namespace Imaginator.Host.Tests.Access.Sessions;

public sealed class KeyFilesTests : IDisposable
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Keys_AreForTheirOwnerOnly_AndAreReadAgain()
    {
        var path = _directory.PathOf("session-keys");
        new KeyFiles(path).StoreElement(new XElement("key", new XAttribute("id", 1)), "key-1");

        Assert.Equal(Owner | UnixFileMode.UserExecute, File.GetUnixFileMode(path));
        Assert.Equal(Owner, File.GetUnixFileMode(Path.Combine(path, "key-1.xml")));
        Assert.Equal("1", Assert.Single(new KeyFiles(path).GetAllElements()).Attribute("id")!.Value);
    }

    [Fact]
    public void Names_StayInTheDirectory()
    {
        new KeyFiles(_directory.PathOf("session-keys")).StoreElement(new XElement("key"), "../../key");

        Assert.True(File.Exists(_directory.PathOf("session-keys", "key.xml")));
    }

    [Fact]
    public void WithoutADirectory_ThereAreNoKeys() => Assert.Empty(new KeyFiles(_directory.PathOf("none")).GetAllElements());
}
