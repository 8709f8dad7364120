using Imaginator.Host.Queue.Requests;

namespace Imaginator.Host.Web.Actions;

/// <summary>
/// An action of a page's button or an API call. The name, of <see cref="Auditing.AuditActions"/>, is part of addresses and of the audit
/// log. Access to the RPC method with the same effect permits the action. The input of <paramref name="Run"/> is an id or a duration, or empty.
/// </summary>
internal sealed record WebAction(string Name, string Method, Func<Caller, string, CancellationToken, Task<ActionResult>> Run)
{
    /// <summary>Permits the action to further callers, for an input; null for none.</summary>
    public Func<Caller, string, bool>? IsOpenTo { get; init; }
}
