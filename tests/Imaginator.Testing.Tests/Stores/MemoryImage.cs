using Imaginator.Images;

namespace Imaginator.Testing.Tests.Stores;

/// <summary>An image in memory.</summary>
internal sealed class MemoryImage(Image image)
{
    public Image Image { get; set; } = image;

    public bool IsDeleted { get; set; }

    public int Pins { get; set; }
}
