using Imaginator.ImageStores;
using Imaginator.Plugins.LocalStore.Tests.Support;
using Microsoft.Data.Sqlite;

namespace Imaginator.Plugins.LocalStore.Tests.Serving;

public sealed class DirectoryTests
{
    private static CancellationToken Cancellation => TestStore.Cancellation;

    [Fact]
    public async Task Lists_TheTopAndParentsFirst()
    {
        await using var store = await TestStore.CreateAsync();
        await store.Server.MakeDirectoryAsync("b/c", Cancellation);
        await store.Server.MakeDirectoryAsync("b-c", Cancellation);
        await store.AddAsync("a/1", "x");

        Assert.Equal(["", "a", "b", "b-c", "b/c"], (await store.Server.ListDirectoriesAsync(Cancellation)).Select(d => d.Name));
        Assert.Equal(new ImageDirectoryInfo("", ""), await store.Server.FindDirectoryAsync("", Cancellation));
        Assert.Equal(new ImageDirectoryInfo("b/c", ""), await store.Server.FindDirectoryAsync("b/c", Cancellation));
        Assert.Null(await store.Server.FindDirectoryAsync("c", Cancellation));
    }

    [Fact]
    public async Task NewDirectories_BelongToWhomTheirParentBelongs()
    {
        await using var store = await TestStore.CreateAsync();
        await store.Server.MakeDirectoryAsync("old", Cancellation);
        await store.Server.ChangeDirectoryOwnerAsync("", "everyone", Cancellation);
        await store.Server.MakeDirectoryAsync("new/deep", Cancellation);
        await store.Server.ChangeDirectoryOwnerAsync("new", "team", Cancellation);
        await store.AddAsync("new/later/1", "x");

        Assert.Equal(
            [("", "everyone"), ("new", "team"), ("new/deep", "everyone"), ("new/later", "team"), ("old", "")],
            (await store.Server.ListDirectoriesAsync(Cancellation)).Select(d => (d.Name, d.OwnerGroup)));
    }

    [Fact]
    public async Task Deletes_OnlyWhatIsEmpty()
    {
        await using var store = await TestStore.CreateAsync();
        await store.AddAsync("a/b/1", "x");
        await Fails(ImageStoreError.BadRequest, "\"a/b\"", "a");
        await Fails(ImageStoreError.BadRequest, "\"a/b/1\"", "a/b");
        await Fails(ImageStoreError.BadRequest, "top", "");
        await Fails(ImageStoreError.UnknownDirectory, "\"c\"", "c");
        await store.Server.DeleteImageAsync("a/b/1", Cancellation);

        await store.Server.DeleteDirectoryAsync("a/b", Cancellation);
        await store.Server.DeleteDirectoryAsync("a", Cancellation);

        Assert.Equal([""], (await store.Server.ListDirectoriesAsync(Cancellation)).Select(d => d.Name));

        async Task Fails(ImageStoreError reason, string named, string name)
        {
            var error = await Assert.ThrowsAsync<ImageStoreException>(
                () => store.Server.DeleteDirectoryAsync(name, Cancellation));
            Assert.Equal(reason, error.Reason);
            Assert.Contains(named, error.Message);
        }
    }

    [Fact]
    public async Task Refuses_AnOwnerForAnUnknownDirectory()
    {
        await using var store = await TestStore.CreateAsync();
        var error = await Assert.ThrowsAsync<ImageStoreException>(
            () => store.Server.ChangeDirectoryOwnerAsync("a", "team", Cancellation));
        Assert.Equal(ImageStoreError.UnknownDirectory, error.Reason);
    }

    [Fact]
    public async Task Takes_ACatalogueFromBeforeThereWereOwners()
    {
        await using var store = await TestStore.CreateAsync();
        await using (var connection = new SqliteConnection($"Data Source={store.Path}/catalogue.db"))
        {
            connection.Open();
            await using var command = connection.CreateCommand();
            command.CommandText =
                """
                DROP TABLE directories;
                DROP INDEX images_by_name;
                CREATE TABLE directories (name TEXT PRIMARY KEY) WITHOUT ROWID;
                INSERT INTO directories VALUES ('a');
                PRAGMA user_version = 0;
                """;
            command.ExecuteNonQuery();
        }

        var server = await store.OpenAsync();
        await server.ChangeDirectoryOwnerAsync("a", "team", Cancellation);
        await (await store.OpenAsync()).MakeDirectoryAsync("a/b", Cancellation);

        Assert.Equal(new ImageDirectoryInfo("a/b", "team"), await server.FindDirectoryAsync("a/b", Cancellation));
    }
}
