using Imaginator.Host.Queue.Requests;

namespace Imaginator.Host.Auditing;

/// <summary>Something that somebody asked the daemon to do.</summary>
/// <param name="Caller">Who, and from where.</param>
/// <param name="Action">What: the RPC method, or what a page's button does.</param>
/// <param name="Target">With what: the stream, the build, the time; empty for nothing. Never a secret.</param>
/// <param name="Channel">Over what: <c>rpc</c>, <c>web</c>.</param>
internal sealed record AuditedCall(Caller Caller, string Action, string Target, string Channel);
