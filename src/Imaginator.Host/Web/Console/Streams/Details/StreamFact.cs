using System.Collections.Immutable;

namespace Imaginator.Host.Web.Console.Streams.Details;

/// <summary>A part of the definition of a stream.</summary>
internal sealed record StreamFact(string Name, ImmutableArray<string> Lines);
