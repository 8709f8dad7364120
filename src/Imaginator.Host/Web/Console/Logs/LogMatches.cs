using System.Collections.Immutable;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Web.Logs.Lines;

namespace Imaginator.Host.Web.Console.Logs;

/// <summary>The lines of a log that contain a text; more exist if <paramref name="HasMore"/> is set.</summary>
internal sealed record LogMatches(BuildId Build, ImmutableArray<LogMatch> Matches, bool HasMore);
