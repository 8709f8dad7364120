namespace Imaginator.Operations.Tests.Machine;

/// <summary>Tests that look at the whole machine run when no other test of the project does.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class AloneOnTheMachine;
