using Imaginator.Architecture.Tests.Seeded.Front;

namespace Imaginator.Architecture.Tests.Seeded;

/// <summary>In the folder above the two others: the third corner of a circle that the test must find.</summary>
internal sealed class Middle
{
    public static object Create() => new Door();
}
