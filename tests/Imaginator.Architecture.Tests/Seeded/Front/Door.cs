using Imaginator.Architecture.Tests.Seeded.Back;

namespace Imaginator.Architecture.Tests.Seeded.Front;

/// <summary>Uses the folder behind it, as it should.</summary>
internal sealed class Door
{
    public Yard Leads { get; } = new();
}
