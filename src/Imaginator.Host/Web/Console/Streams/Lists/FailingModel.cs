using System.Collections.Immutable;
using Imaginator.Host.Builds;

namespace Imaginator.Host.Web.Console.Streams.Lists;

/// <summary>The streams that fail now: the longest failing ones, and the number of all.</summary>
internal sealed record FailingModel(ImmutableArray<FailingStream> Streams, int Total);
