using Imaginator.Host.Queue.Requests;

namespace Imaginator.Host.Web.Actions;

/// <summary>Something that a page's button or a call of the API does.</summary>
/// <param name="Name">Its name, in addresses and in the audit log.</param>
/// <param name="Method">The RPC method that does the same: who may call that may do this.</param>
/// <param name="Run">Does it: for a caller, with what the request says (an id, a time; empty for nothing).</param>
internal sealed record WebAction(string Name, string Method, Func<Caller, string, CancellationToken, Task<ActionResult>> Run)
{
    /// <summary>Whether a caller may do it who may not call the method; null for nobody.</summary>
    public Func<Caller, string, bool>? IsOpenTo { get; init; }
}
