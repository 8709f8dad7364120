using Imaginator.Linux.Trees;
using Imaginator.Manifests;
using Imaginator.Plugins.GitSource.Channels.Shallow;
using Imaginator.Plugins.GitSource.Channels.Ssh;
using Imaginator.Plugins.GitSource.Tests.Servers;

namespace Imaginator.Plugins.GitSource.Tests.Channels;

/// <summary>FIFOs with the paths of files that the plugin reads: a reader would wait for their writers.</summary>
public sealed class ForeignFileTypeTests(GitServers servers) : GitTest(servers)
{
    private const string Reason = "it is a FIFO, not a regular file";

    [Fact]
    public async Task Names_CaFileThatIsAFifo()
    {
        var file = MakeFifo("ca.pem");
        Settings["caFile"] = file;

        Assert.Contains(
            $"cannot read {file} (caFile in the settings of plugin GitSource): {Reason}",
            await FailAsync(ManifestFetchError.AccessDenied, CreateSimpleRepository().HttpsUrl), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_KeyThatIsAFifo() => Assert.Equal(
        $"{Reason}; correct the permissions or the setting", SshKeyFault.Find(MakeFifo("key")));

    [Fact]
    public void Refuses_ShallowBoundaryThatIsAFifo()
    {
        MakeFifo("shallow");

        Assert.Equal(Reason, Assert.Throws<IOException>(() => ShallowBoundary.Read(WorkDirectory, 1)).Message);
    }

    [Fact]
    public void Keeps_CommitsOfAShallowBoundary()
    {
        var file = Path.Combine(WorkDirectory, "shallow");
        File.WriteAllText(file, "b\na\n");
        var boundary = ShallowBoundary.Read(WorkDirectory, 1);

        boundary.Remove("b");
        boundary.Add("c");
        boundary.Write();

        Assert.Equal("a\nc\n", File.ReadAllText(file));
    }

    private string MakeFifo(string name)
    {
        using var parent = DirectoryHandle.OpenHost(WorkDirectory);
        parent.MakeNode(name, (uint)FileType.Fifo | 0x180, 0);
        return Path.Combine(WorkDirectory, name);
    }
}
