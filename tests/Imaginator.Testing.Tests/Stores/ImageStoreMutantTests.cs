namespace Imaginator.Testing.Tests.Stores;

public sealed class ImageStoreMutantTests
{
    [Theory]
    [InlineData(MemoryStoreFault.PinsDoNothing, nameof(ImageStoreConformance.PinnedImage_StaysReadable_AfterItsDeletion))]
    [InlineData(MemoryStoreFault.PinsDoNothing, nameof(ImageStoreConformance.PinnedImage_StaysReadable_AfterItsExpiration))]
    [InlineData(MemoryStoreFault.FlipsByte, nameof(ImageStoreConformance.Image_IsReadAsItWasAdded))]
    [InlineData(MemoryStoreFault.StoresAnyContents, nameof(ImageStoreConformance.WrongContents_NeverBecomeAnObject))]
    [InlineData(MemoryStoreFault.DeliversCorruptObjects, nameof(ImageStoreConformance.CorruptObject_IsNotDelivered))]
    [InlineData(MemoryStoreFault.AddsIncompleteImages, nameof(ImageStoreConformance.ImageWithoutItsObjects_IsRefused))]
    [InlineData(MemoryStoreFault.ForgetsAttachments, nameof(ImageStoreConformance.ImageWithoutItsObjects_IsRefused))]
    [InlineData(MemoryStoreFault.AddsImageFirst, nameof(ImageStoreConformance.ImageWithoutItsObjects_IsRefused))]
    [InlineData(MemoryStoreFault.ShowsExpiredImages, nameof(ImageStoreConformance.ExpiredImage_DoesNotExist))]
    [InlineData(MemoryStoreFault.ReusesNames, nameof(ImageStoreConformance.Names_AreUsedOnce))]
    [InlineData(MemoryStoreFault.TakesSharedObjects, nameof(ImageStoreConformance.DisposedUpload_LeavesNothing_AndTakesNothing))]
    [InlineData(MemoryStoreFault.IgnoresCancellation, nameof(ImageStoreConformance.CanceledCalls_AreCanceled))]
    [InlineData(MemoryStoreFault.SortsByCharacters, nameof(ImageStoreConformance.List_HasImagesInOrder))]
    [InlineData(MemoryStoreFault.ShortensLives, nameof(ImageStoreConformance.Expiration_CanOnlyBePostponed))]
    [InlineData(MemoryStoreFault.ReportsKnownObjectsAsNew, nameof(ImageStoreConformance.Objects_OfAnySizeAndForm_AreStored))]
    public Task Suite_NoticesTheFault(MemoryStoreFault fault, string test) => SuiteRun.RequireFailureAsync(new Mutant(fault), test);

#pragma warning disable xUnit1000 // Only the tests above run it.
    private sealed class Mutant(MemoryStoreFault fault) : MemoryStoreSuite(fault);
#pragma warning restore xUnit1000
}
