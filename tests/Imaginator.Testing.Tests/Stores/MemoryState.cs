using Imaginator.Files;
using Imaginator.Images;
using Imaginator.ImageStores;

namespace Imaginator.Testing.Tests.Stores;

/// <summary>The contents of an image store in memory, which several <see cref="MemoryStore"/> share. Callers hold the lock.</summary>
internal sealed class MemoryState(TimeProvider clock, MemoryStoreFault fault)
{
    public Lock Gate { get; } = new();

    public TimeProvider Clock => clock;

    public MemoryStoreFault Fault => fault;

    public Dictionary<ObjectHash, byte[]> Objects { get; } = [];

    public Dictionary<string, MemoryImage> Images { get; } = new(StringComparer.Ordinal);

    public HashSet<MemoryUpload> Uploads { get; } = [];

    /// <summary>The images that exist for callers, in the order of their names.</summary>
    public IEnumerable<KeyValuePair<string, MemoryImage>> Visible => Images.Where(image => IsVisible(image.Value)).OrderBy(
        image => image.Key, fault == MemoryStoreFault.SortsByCharacters ? StringComparer.Ordinal : FileName.BytewiseComparer);

    public MemoryImage RequireVisible(string name) => Images.TryGetValue(name, out var image) && IsVisible(image)
        ? image
        : throw new ImageStoreException(ImageStoreError.UnknownImage, $"image \"{name}\" does not exist");

    public bool IsVisible(MemoryImage image) => !image.IsDeleted
        && (image.Image.ExpiresAt is not { } expires || expires > clock.GetUtcNow() || fault == MemoryStoreFault.ShowsExpiredImages);

    public bool IsReadable(MemoryImage image) => IsVisible(image) || (image.Pins > 0 && fault != MemoryStoreFault.PinsDoNothing);

    public void Collect()
    {
        var used = Images.Values.Where(IsReadable).SelectMany(image => ObjectsOf(image.Image))
            .Concat(Uploads.SelectMany(upload => upload.Used)).ToHashSet();
        foreach (var hash in Objects.Keys.Where(hash => !used.Contains(hash)).ToArray())
        {
            Objects.Remove(hash);
        }
    }

    public IEnumerable<ObjectHash> ObjectsOf(Image image) =>
        fault == MemoryStoreFault.ForgetsAttachments ? image.FileSystem!.EnumerateObjects() : image.EnumerateObjects();
}
