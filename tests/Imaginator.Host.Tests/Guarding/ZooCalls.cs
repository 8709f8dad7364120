using Imaginator.Images;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Maintenance;

namespace Imaginator.Host.Tests.Guarding;

/// <summary>A call of each method of a store.</summary>
internal static class ZooCalls
{
    private static readonly ImageQuery Query = new() { StreamName = "stream" };

    public static IReadOnlyList<(string Name, Func<IImageStore, Task> RunAsync)> OfStore { get; } =
    [
        ("IImageStore.VerifiesObjects", store => Task.FromResult(store.VerifiesObjects)),
        ("IImageStore.BeginUploadAsync", store => store.BeginUploadAsync(Cancel).AsTask()),
        ("IImageStore.FindLatestImageAsync", store => store.FindLatestImageAsync(Query, Cancel)),
        ("IImageStore.GetImageAsync", store => store.GetImageAsync("a", false, Cancel)),
        ("IImageStore.PinImageAsync", store => store.PinImageAsync("a", Cancel).AsTask()),
        ("IImageStore.GetObjectsAsync", store => store.GetObjectsAsync([], (_, _, _) => default, Cancel)),
        ("IImageStore.TryMeasureObjectsAsync", store => store.TryMeasureObjectsAsync([], Cancel)),
        ("IImageStore.FindMissingObjectAsync", store => store.FindMissingObjectAsync("a", Cancel)),
        ("IImageStore.ListImagesAsync", store => DrainAsync(store.ListImagesAsync("", Cancel))),
        ("IImageStore.ChangeImageExpirationAsync", store => store.ChangeImageExpirationAsync("a", null, Cancel)),
        ("IImageStore.DeleteImageAsync", store => store.DeleteImageAsync("a", Cancel)),
        ("IImageStore.MakeDirectoryAsync", store => store.MakeDirectoryAsync("a", Cancel)),
        ("IImageStore.MakeDirectoriesAsync", store => store.MakeDirectoriesAsync(["a"], Cancel)),
        ("IServableStore.AddImageAsync", store =>
            ((IServableStore)store).AddImageAsync("a", new Image(), new ImageOrigin { CreatedBy = "" }, Cancel)),
        ("IServableStore.ListDirectoriesAsync", store => ((IServableStore)store).ListDirectoriesAsync(Cancel)),
        ("IServableStore.FindDirectoryAsync", store => ((IServableStore)store).FindDirectoryAsync("a", Cancel)),
        ("IServableStore.ChangeDirectoryOwnerAsync", store => ((IServableStore)store).ChangeDirectoryOwnerAsync("a", "", Cancel)),
        ("IServableStore.DeleteDirectoryAsync", store => ((IServableStore)store).DeleteDirectoryAsync("a", Cancel)),
        ("IServableStore.FindObjectsAsync", store => ((IServableStore)store).FindObjectsAsync([], Cancel)),
        ("IServableStore.BeginObjectUploadAsync", store => ((IServableStore)store).BeginObjectUploadAsync(Cancel).AsTask()),
        ("IServableStore.GetObjectsInOrderAsync", store => ((IServableStore)store).GetObjectsInOrderAsync([], (_, _) => default, Cancel)),
        ("IServableStore.ListUnreferencedObjectsAsync", store => DrainAsync(((IServableStore)store).ListUnreferencedObjectsAsync(Cancel))),
        ("IServableStore.RemoveUnreferencedObjectsAsync", store =>
            ((IServableStore)store).RemoveUnreferencedObjectsAsync(100, 0, Cancel)),
        ("IServableStore.WatchAsync", store => DrainAsync(((IServableStore)store).WatchAsync(Cancel))),
        ("IStoreMaintenance.CheckAsync", store => ((IStoreMaintenance)store).CheckAsync(false, null, Cancel)),
        ("IStoreMaintenance.CollectGarbageAsync", store => ((IStoreMaintenance)store).CollectGarbageAsync(Cancel)),
        ("IStoreScrubbing.ScrubAsync", store => ((IStoreScrubbing)store).ScrubAsync(1, Cancel)),
        ("IStoreStatistics.MeasureAsync", store => ((IStoreStatistics)store).MeasureAsync(Cancel)),
        ("IStoreStatistics.FindWarningAsync", store => ((IStoreStatistics)store).FindWarningAsync(Cancel)),
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static async Task DrainAsync<T>(IAsyncEnumerable<T> items)
    {
        await foreach (var item in items)
        {
            _ = item;
        }
    }
}
