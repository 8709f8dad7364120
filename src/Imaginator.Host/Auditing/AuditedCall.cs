using Imaginator.Host.Queue.Requests;

namespace Imaginator.Host.Auditing;

/// <summary>
/// A requested action: its caller; the RPC method or the web action; its target (a stream, build or duration; never a secret,
/// empty for none); its channel, <c>rpc</c> or <c>web</c>.
/// </summary>
internal sealed record AuditedCall(Caller Caller, string Action, string Target, string Channel);
