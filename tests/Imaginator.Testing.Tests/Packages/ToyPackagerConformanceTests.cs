namespace Imaginator.Testing.Tests.Packages;

/// <summary>A right packager passes the suite.</summary>
public sealed class ToyPackagerConformanceTests() : ToyPackagerSuite(ToyPackager.Right);
