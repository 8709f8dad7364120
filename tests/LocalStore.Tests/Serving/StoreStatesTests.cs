using Imaginator.Plugins.LocalStore.Catalogue;
using Imaginator.Plugins.LocalStore.Changes;
using Imaginator.Plugins.LocalStore.Tests.Support;

namespace Imaginator.Plugins.LocalStore.Tests.Serving;

public sealed class StoreStatesTests
{
    private static CancellationToken Cancellation => TestStore.Cancellation;

    [Fact]
    public async Task EverybodyWhoWatches_HasTheSameState()
    {
        await using var store = await TestStore.CreateAsync();
        using var database = new CatalogueDatabase(store.Path + "/catalogue.db");
        using var states = new StoreStates(new ImageCatalogue(store.Path, database), store.Time);
        using var one = states.AddWatcher();
        using var other = states.AddWatcher();

        var before = await states.ReadAsync(Cancellation);
        Assert.Same(before, await states.ReadAsync(Cancellation));

        // An image would be followed by another change, whenever a collection begins.
        await store.Server.MakeDirectoryAsync("a", Cancellation);
        var looks = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => states.ReadAsync(Cancellation)));
        Assert.All(looks, state => Assert.Same(looks[0], state));
        Assert.Contains("a", looks[0].Directories.Select(directory => directory.Name));
        Assert.Same(states.Compare(before, looks[0]), states.Compare(before, looks[0]));
    }

    [Fact]
    public async Task ChangeThatSomebodyGivesUpToLookFor_IsSeenByOthers()
    {
        await using var store = await TestStore.CreateAsync();
        using var database = new CatalogueDatabase(store.Path + "/catalogue.db");
        using var states = new StoreStates(new ImageCatalogue(store.Path, database), store.Time);
        using var watcher = states.AddWatcher();
        await states.ReadAsync(Cancellation);
        await store.AddAsync("a/1", "x");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => states.ReadAsync(new CancellationToken(canceled: true)));

        Assert.Single((await states.ReadAsync(Cancellation)).Images);
    }

    [Fact]
    public async Task NothingIsKept_WhileNobodyWatches()
    {
        await using var store = await TestStore.CreateAsync();
        using var database = new CatalogueDatabase(store.Path + "/catalogue.db");
        using var states = new StoreStates(new ImageCatalogue(store.Path, database), store.Time);
        var (one, other) = (states.AddWatcher(), states.AddWatcher());
        var state = await states.ReadAsync(Cancellation);
        one.Dispose();
        one.Dispose();
        Assert.Same(state, await states.ReadAsync(Cancellation));

        other.Dispose();

        Assert.NotSame(state, await states.ReadAsync(Cancellation));
    }
}
