using System.Text;
using Imaginator.Files;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Objects;
using Imaginator.Linux.Trees;
using Imaginator.Plugins.LocalStore.Tests.Support;

namespace Imaginator.Plugins.LocalStore.Tests.Uploads;

/// <summary>Files of a tree that is thrown away become objects without being copied.</summary>
public sealed class ExpendableFileTests : IDisposable
{
    private const string Text = "the contents of a file";

    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Cancellation => TestStore.Cancellation;

    private string FilePath => _directory.PathOf("file");

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task File_BecomesTheObject(bool isInMemory)
    {
        await using var store = await TestStore.CreateAsync();
        Make();
        await using var upload = await store.Server.BeginUploadAsync(Cancellation);

        Assert.True(await AddAsync(upload, isInMemory));
        await upload.CommitAsync("s/1", Samples.ImageOf(Text), Cancellation);

        Assert.Equal(Status(_directory.FullName, "file").InodeNumber, ObjectStatus(store).InodeNumber);
        Assert.Empty((await store.CheckAsync()).Faults);
    }

    [Fact]
    public async Task File_StaysAsItIsUntilTheCommit()
    {
        await using var store = await TestStore.CreateAsync();
        Make();
        var before = Status(_directory.FullName, "file");
        await using var upload = await store.Server.BeginUploadAsync(Cancellation);
        await AddAsync(upload, isInMemory: false);

        Assert.Equal(before with { LinkCount = 2 }, Status(_directory.FullName, "file"));
    }

    [Fact]
    public async Task Object_IsRootsAndReadOnly()
    {
        await using var store = await TestStore.CreateAsync();
        Make();
        await using var upload = await store.Server.BeginUploadAsync(Cancellation);
        await AddAsync(upload, isInMemory: false);
        await upload.CommitAsync("s/1", Samples.ImageOf(Text), Cancellation);

        var status = ObjectStatus(store);
        Assert.Equal((0U, 0U, 0x8100U), (status.Uid, status.Gid, status.Mode));
    }

    [Fact]
    public async Task UploadThatIsTakenBack_LeavesTheFileAlone()
    {
        await using var store = await TestStore.CreateAsync();
        Make();
        var before = Status(_directory.FullName, "file");
        await using (var upload = await store.Server.BeginUploadAsync(Cancellation))
        {
            await AddAsync(upload, isInMemory: false);
        }

        Assert.Equal(before, Status(_directory.FullName, "file"));
        Assert.Equal(0, (await store.CheckAsync()).Objects);
    }

    [Fact]
    public async Task FileOnAnotherFileSystem_IsCopied()
    {
        await using var store = await TestStore.CreateAsync("/dev/shm");
        Make();
        await using var upload = await store.Server.BeginUploadAsync(Cancellation);
        await AddAsync(upload, isInMemory: false);
        await upload.CommitAsync("s/1", Samples.ImageOf(Text), Cancellation);

        Assert.Equal(Text, await File.ReadAllTextAsync(store.ObjectPath(Text), Cancellation));
        Assert.Equal(1UL, Status(_directory.FullName, "file").LinkCount);
        Assert.Equal((UnixFileMode)FileModes.Mode0400, File.GetUnixFileMode(store.ObjectPath(Text)));
    }

    [Fact]
    public async Task FileThatHasGrown_IsRefused()
    {
        await using var store = await TestStore.CreateAsync();
        Make();
        await using var upload = await store.Server.BeginUploadAsync(Cancellation);
        await File.AppendAllTextAsync(FilePath, "more", Cancellation);

        var exception = await Assert.ThrowsAsync<ImageStoreException>(() => AddAsync(upload, isInMemory: false));
        Assert.Equal(ImageStoreError.BadRequest, exception.Reason);
        Assert.Empty(Directory.EnumerateFiles(store.Path + "/incoming", "*", SearchOption.AllDirectories));
    }

    private void Make()
    {
        File.WriteAllText(FilePath, Text);
        File.SetUnixFileMode(FilePath, (UnixFileMode)0x9ED); // 04755
        using var directory = DirectoryHandle.OpenHost(_directory.FullName);
        directory.SetOwner("file", 12, 34);
        directory.SetMode("file", 0x9ED);
    }

    private async Task<bool> AddAsync(IImageUpload upload, bool isInMemory)
    {
        using var file = File.OpenHandle(FilePath);
        ReadOnlyMemory<byte>? bytes = null;
        if (isInMemory)
        {
            bytes = Encoding.UTF8.GetBytes(Text);
        }

        var contents = ObjectContents.FromExpendableFile(file, Text.Length, bytes);
        return await upload.AddObjectAsync(Samples.HashOf(Text), contents, Cancellation);
    }

    private static FileStatus ObjectStatus(TestStore store) =>
        Status(Path.GetDirectoryName(store.ObjectPath(Text))!, Path.GetFileName(store.ObjectPath(Text)));

    private static FileStatus Status(string directory, string name)
    {
        using var handle = DirectoryHandle.OpenHost(directory);
        return handle.TryGetStatus(name)!.Value with { CtimeSeconds = 0, CtimeNanoseconds = 0 };
    }
}
