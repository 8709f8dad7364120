using System.Collections.Immutable;

namespace Imaginator.Host.Databases;

/// <summary>The tables of an SQLite file, as the steps from each version to the next. Immutable.</summary>
/// <param name="Name">The contents for messages, for example "build history".</param>
/// <param name="Steps">SQL; step N creates version N + 1. A released step never changes: a change is a new step.</param>
internal sealed record DatabaseSchema(string Name, ImmutableArray<string> Steps);
