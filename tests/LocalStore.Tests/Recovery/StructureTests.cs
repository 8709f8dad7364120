using System.Diagnostics;
using Imaginator.ImageStores;
using Imaginator.Plugins.LocalStore.Tests.Support;

namespace Imaginator.Plugins.LocalStore.Tests.Recovery;

/// <summary>Directories that are lost, open to others, or contain what is not of the store.</summary>
public sealed class StructureTests
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private static CancellationToken Cancellation => TestStore.Cancellation;

    [Theory]
    [InlineData("incoming")]
    [InlineData("leases")]
    [InlineData("corrupt")]
    [InlineData("images")]
    [InlineData("every empty directory")]
    [InlineData("everything but the catalogue and the objects")]
    public async Task MakesAgain_WhatBackupToolsLose(string lost)
    {
        await using var store = await TestStore.CreateAsync();
        await store.AddAsync("s/1", "x");
        await store.CloseAsync();
        switch (lost)
        {
            case "every empty directory":
                foreach (var directory in Directory.EnumerateDirectories(store.Path, "*", SearchOption.AllDirectories).ToArray())
                {
                    if (!Directory.EnumerateFileSystemEntries(directory).Any())
                    {
                        Directory.Delete(directory);
                    }
                }

                break;
            case "everything but the catalogue and the objects":
                foreach (var path in Directory.EnumerateFileSystemEntries(store.Path).ToArray())
                {
                    if (Path.GetFileName(path) is not ("objects" or "catalogue.db"))
                    {
                        Run("rm", "-rf", path);
                    }
                }

                break;
            default:
                Directory.Delete($"{store.Path}/{lost}", recursive: true);
                break;
        }

        await store.OpenAsync();
        await store.AddAsync("s/2", "y");
        Assert.Empty((await store.CheckAsync(repair: true)).Unrepaired);
        Assert.Empty((await store.CheckAsync()).Faults);
        Assert.Equal(["s/1", "s/2"], await store.ListAsync());
        Assert.Equal(Private, File.GetUnixFileMode(store.Path + "/incoming"));
    }

    [Fact]
    public async Task Refuses_AStoreWithoutItsObjects_UnlessItHasNoImages()
    {
        await using var store = await TestStore.CreateAsync();
        await store.CloseAsync();
        Directory.Delete(store.Path + "/objects", recursive: true);
        await store.OpenAsync();
        await store.AddAsync("s/1", "x");
        await store.CloseAsync();
        Directory.Move(store.Path + "/objects", store.Path + "/elsewhere");
        var error = await Assert.ThrowsAsync<ImageStoreException>(() => store.OpenAsync());
        Assert.Equal(ImageStoreError.Corrupt, error.Reason);
        Assert.Contains("no directory \"objects\"", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(store.Path + "/objects"));
    }

    [Fact]
    public async Task Mends_OwnersModesAndStrays()
    {
        await using var store = await TestStore.CreateAsync();
        await store.AddAsync("s/1", "x");
        File.SetUnixFileMode(store.Path, Private | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute);
        File.SetUnixFileMode(store.Path + "/objects/ab", Private | UnixFileMode.GroupRead);
        File.SetUnixFileMode(store.CataloguePath, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherWrite);
        Run("chown", "1234:1234", store.ObjectPath("x"));
        Run("chown", "1234", store.Path + "/leases");
        await File.WriteAllTextAsync(store.Path + "/notes", "?", Cancellation);
        Directory.CreateDirectory(store.Path + "/objects/elsewhere/deep");
        await File.WriteAllTextAsync(store.Path + "/images/list", "?", Cancellation);
        Directory.CreateDirectory(store.Path + "/lost+found");

        var report = await store.CheckAsync(repair: true);
        Assert.Equal(8, report.Faults.Length);
        Assert.Equal(8, report.Repairs.Length);
        Assert.Empty(report.Unrepaired);
        Assert.Empty((await store.CheckAsync()).Faults);
        Assert.Equal(Private, File.GetUnixFileMode(store.Path));
        Assert.True(File.Exists(store.Path + "/corrupt/notes"));
        Assert.True(Directory.Exists(store.Path + "/corrupt/objects-elsewhere/deep"));
        Assert.True(File.Exists(store.Path + "/corrupt/images-list"));
        Assert.Equal(["s/1"], await store.ListAsync());
    }

    [Fact]
    public async Task Tells_LeftoversFromFaults()
    {
        await using var store = await TestStore.CreateAsync();
        await store.AddAsync("s/1", "x");
        await using (var upload = await store.Server.BeginUploadAsync(Cancellation))
        {
            // As for an image that is only written to a file.
            await TestStore.AddTextAsync(upload, "young");
            await upload.FlushAsync(Cancellation);
        }

        await File.WriteAllTextAsync(store.Path + "/leases/dead.upload", "", Cancellation);
        Directory.CreateDirectory(store.Path + "/incoming/dead");
        await store.ReopenAsync();
        var report = await store.CheckAsync();
        Assert.Empty(report.Faults);
        Assert.Empty(report.Unrepaired);
        Assert.Contains(report.Notes, note => note.StartsWith("1 unreferenced object with 5 bytes", StringComparison.Ordinal));
        Assert.Contains(report.Notes, note => note.Contains("1 remnant of interrupted uploads", StringComparison.Ordinal));
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
