using System.Collections.Immutable;

namespace Imaginator.State.Fleet;

/// <summary>A life of a worker process. Immutable.</summary>
/// <param name="Incarnation">Identifies this life.</param>
/// <param name="Name">The name, which one living worker can have.</param>
/// <param name="Labels">The jobs that it can build: those whose labels it has.</param>
/// <param name="Slots">The number of builds at a time.</param>
/// <param name="Version">The version of the program.</param>
/// <param name="Protocol">The version of the tables and functions that it knows.</param>
/// <param name="Url">The address of its metrics; null for none.</param>
public sealed record WorkerRegistration(
    Guid Incarnation, string Name, ImmutableArray<string> Labels, int Slots, string Version, int Protocol, string? Url = null);
