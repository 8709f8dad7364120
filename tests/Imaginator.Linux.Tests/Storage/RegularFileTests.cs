using System.Net.Sockets;
using Imaginator.Linux.Storage;
using Imaginator.Linux.Trees;

namespace Imaginator.Linux.Tests.Storage;

public sealed class RegularFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Reads_FileBehindLink()
    {
        File.CreateSymbolicLink(_directory.PathOf("link"), _directory.Write("file", "four"));

        Assert.Equal("four"u8.ToArray(), RegularFile.ReadAll(_directory.PathOf("link"), 4));
    }

    [Fact]
    public void Reads_FileThatStatesNoLength() => Assert.NotEmpty(RegularFile.ReadAll("/proc/self/status", 64 * 1024));

    [Fact]
    public void Refuses_FileAboveTheLimit()
    {
        var file = _directory.Write("file", "12345");

        Assert.Equal("it is larger than 4 bytes", Assert.Throws<IOException>(() => RegularFile.ReadAll(file, 4)).Message);
        Assert.Equal(5, RegularFile.ReadAll(file, 5).Length);
    }

    [Fact]
    public void Reads_Text_WithoutTheMarkOfItsEncoding()
    {
        byte[] text = [0xEF, 0xBB, 0xBF, .. "fünf"u8];
        File.WriteAllBytes(_directory.PathOf("file"), text);

        Assert.Equal("fünf", RegularFile.ReadAllText(_directory.PathOf("file"), 8));
        Assert.Throws<IOException>(() => RegularFile.ReadAllText(_directory.PathOf("file"), 7));
    }

    [Fact]
    public void Refuses_AnythingElseByName_WithoutWaiting()
    {
        using (var parent = DirectoryHandle.OpenHost(_directory.FullName))
        {
            parent.MakeNode("fifo", (uint)FileType.Fifo | 0x180, 0);
        }

        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(_directory.PathOf("socket")));

        Assert.Equal("it is a FIFO, not a regular file", FaultOf(_directory.PathOf("fifo")));
        Assert.Equal("it is a socket, not a regular file", FaultOf(_directory.PathOf("socket")));
        Assert.Equal("it is a directory, not a regular file", FaultOf(_directory.FullName));
        Assert.Equal("it is a device, not a regular file", FaultOf("/dev/zero"));
    }

    [Fact]
    public void Tells_MissingFileApart()
    {
        Assert.Throws<FileNotFoundException>(() => RegularFile.OpenRead(_directory.PathOf("missing")));
        Assert.Throws<FileNotFoundException>(() => RegularFile.OpenRead(""));
    }

    private static string FaultOf(string path) => Assert.Throws<IOException>(() => RegularFile.OpenRead(path)).Message;
}
