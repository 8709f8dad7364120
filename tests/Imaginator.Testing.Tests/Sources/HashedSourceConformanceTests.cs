namespace Imaginator.Testing.Tests.Sources;

/// <summary>A right source with revisions passes the suite.</summary>
public sealed class HashedSourceConformanceTests() : FaultySourceSuite(SourceFault.None);
