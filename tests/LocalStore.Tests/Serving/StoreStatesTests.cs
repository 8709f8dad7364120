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
        using var one = states.Enter();
        using var other = states.Enter();

        var before = await states.LookAsync(Cancellation);
        Assert.Same(before, await states.LookAsync(Cancellation));

        // An image would be followed by another change, whenever a collection begins.
        await store.Server.MakeDirectoryAsync("a", Cancellation);
        var looks = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => states.LookAsync(Cancellation)));
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
        using var watcher = states.Enter();
        await states.LookAsync(Cancellation);
        await store.AddAsync("a/1", "x");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => states.LookAsync(new CancellationToken(canceled: true)));

        Assert.Single((await states.LookAsync(Cancellation)).Images);
    }

    [Fact]
    public async Task NothingIsKept_WhileNobodyWatches()
    {
        await using var store = await TestStore.CreateAsync();
        using var database = new CatalogueDatabase(store.Path + "/catalogue.db");
        using var states = new StoreStates(new ImageCatalogue(store.Path, database), store.Time);
        var (one, other) = (states.Enter(), states.Enter());
        var state = await states.LookAsync(Cancellation);
        one.Dispose();
        one.Dispose();
        Assert.Same(state, await states.LookAsync(Cancellation));

        other.Dispose();

        Assert.NotSame(state, await states.LookAsync(Cancellation));
    }
}
