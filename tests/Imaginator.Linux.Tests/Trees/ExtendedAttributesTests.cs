using System.Text;
using Imaginator.Files;

namespace Imaginator.Linux.Trees;

public sealed class ExtendedAttributesTests : IDisposable
{
    private readonly TemporaryDirectory _path = new();
    private readonly DirectoryHandle _directory;

    public ExtendedAttributesTests() => _directory = DirectoryHandle.OpenHost(_path.FullName);

    public void Dispose()
    {
        _directory.Dispose();
        _path.Dispose();
    }

    [Fact]
    public void Attributes_SurviveOnFilesDirectoriesAndLinks()
    {
        var user = new ExtendedAttribute("user.name é", Encoding.UTF8.GetBytes("value"));
        var empty = new ExtendedAttribute("user.empty", default);
        var trusted = new ExtendedAttribute("trusted.name", new byte[] { 0, 255 });
        using var file = _directory.CreateFile("file", 0x180);
        _directory.MakeSymbolicLink("link", "file");

        FileHandles.SetExtendedAttribute(file, user);
        _directory.SetExtendedAttribute("file", empty);
        _directory.SetExtendedAttribute(user);
        _directory.SetExtendedAttribute("link", trusted);

        Assert.Equal([empty, user], FileHandles.GetExtendedAttributes(file));
        Assert.Equal([empty, user], _directory.GetExtendedAttributes("file"));
        Assert.Equal([user], _directory.GetExtendedAttributes());
        Assert.Equal([trusted], _directory.GetExtendedAttributes("link"));
    }

    [Fact]
    public void ManyAndLongAttributes_AreReadWhole()
    {
        using var file = _directory.CreateFile("file", 0x180);
        var attributes = Enumerable.Range(0, 6)
            .Select(i => new ExtendedAttribute($"user.{i:d3}{new string('n', 200)}", new byte[i]))
            .Append(new ExtendedAttribute("user.long", new byte[1500]))
            .ToList();
        attributes.ForEach(attribute => FileHandles.SetExtendedAttribute(file, attribute));

        Assert.Equal(attributes, FileHandles.GetExtendedAttributes(file));
    }

    [Fact]
    public void Failure_NamesCallPathAndAttribute()
    {
        _directory.CreateFile("file", 0x180).Dispose();

        var exception = Assert.Throws<LinuxException>(
            () => _directory.SetExtendedAttribute("file", new ExtendedAttribute("nonsense", default)));

        Assert.Contains($"setxattr {_path.FullName}/file (nonsense)", exception.Message, StringComparison.Ordinal);
        Assert.Equal(Errno.EOPNOTSUPP, exception.Error);
        Assert.Throws<LinuxException>(() => _directory.GetExtendedAttributes("../file"));
    }
}
