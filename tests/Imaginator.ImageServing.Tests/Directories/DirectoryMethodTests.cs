using Imaginator.Protocol.Messages.ImageServer.Directories;
using Imaginator.Protocol.Messages.Images;
using Imaginator.Protocol.Srpc.Client;

namespace Imaginator.ImageServing.Tests.Directories;

public sealed class DirectoryMethodTests : IAsyncDisposable
{
    private readonly ServingHost _host = ServingHost.Start();
    private readonly SrpcClient _client;

    public DirectoryMethodTests() => _client = _host.CreateClient();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Directories_AreMade_OneByOneOrWithTheirParents()
    {
        Assert.Equal("no metadata for: a", await FailToMakeAsync("a/b"));
        Assert.Equal("cannot create root directory", await FailToMakeAsync("."));
        Assert.Equal("cannot create root directory", await FailToMakeAsync(""));
        await MakeAsync("a");
        Assert.Equal("directory: a already exists", await FailToMakeAsync("a/"));
        await MakeAsync("a//b/");
        await MakeAsync("c/d/e", all: true);
        await MakeAsync("c/d", all: true);
        Assert.Contains("invalid directory name", await FailToMakeAsync("/f"), StringComparison.Ordinal);
        Assert.Equal("no metadata for: a/../..", await FailToMakeAsync("a/../../f"));

        Assert.Equal([".", "a", "a/b", "c", "c/d", "c/d/e"], await ListAsync());
        Assert.True(await CheckAsync("."));
        Assert.True(await CheckAsync("a/b/"));
        Assert.False(await CheckAsync("b"));
    }

    [Fact]
    public async Task Owners_AreInherited_AndTold()
    {
        await MakeAsync("a");
        await _host.Store.ChangeDirectoryOwnerAsync("a", "team", Token);
        await MakeAsync("a/b");

        var directories = await _client.StreamAsync<ImageDirectory>("ListDirectories", directory => directory.Name.Length == 0);

        Assert.Equal(
            [(".", ""), ("a", "team"), ("a/b", "team")],
            directories.Select(directory => (directory.Name, directory.Metadata.OwnerGroup)));
    }

    [Fact]
    public async Task Directories_AreDeleted_WhenTheyAreEmpty()
    {
        await SampleImages.AddAsync(_host.Store, "a/1", "x");

        Assert.Equal("directory: b does not exist", await DeleteAsync("b"));
        Assert.Contains("it contains \"a/1\"", await DeleteAsync("a"), StringComparison.Ordinal);
        Assert.Contains("top directory", await DeleteAsync("."), StringComparison.Ordinal);
        await _host.Store.DeleteImageAsync("a/1", Token);
        Assert.Equal("", await DeleteAsync("a"));
        Assert.Equal(["."], await ListAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _host.DisposeAsync();
    }

    private async Task MakeAsync(string name, bool all = false) => await _client.CallAsync<MakeDirectoryResponse>(
        "MakeDirectory", new MakeDirectoryRequest { DirectoryName = name, MakeAll = all });

    private Task<string> FailToMakeAsync(string name) =>
        _client.FailAsync<MakeDirectoryResponse>("MakeDirectory", new MakeDirectoryRequest { DirectoryName = name });

    private async Task<string> DeleteAsync(string name) => (await _client.CallAsync<DeleteDirectoryResponse>(
        "DeleteDirectory", new DeleteDirectoryRequest { DirectoryName = name })).Error;

    private async Task<bool> CheckAsync(string name) => (await _client.CallAsync<CheckDirectoryResponse>(
        "CheckDirectory", new CheckDirectoryRequest { DirectoryName = name })).DirectoryExists;

    private async Task<IEnumerable<string>> ListAsync() =>
        (await _client.StreamAsync<ImageDirectory>("ListDirectories", directory => directory.Name.Length == 0))
        .Select(directory => directory.Name);
}
