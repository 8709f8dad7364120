using Imaginator.Building.Builds;
using Imaginator.Host.Queue.Requests;

namespace Imaginator.Host.Queue.Admission;

/// <summary>The way of requests into the queue, which RPC, pages and API share. Thread-safe.</summary>
internal sealed class BuildSubmissions(BuildAdmission admission, IBuildQueue queue)
{
    /// <summary>Admits a request and submits it. The build ends with its last subscription.</summary>
    /// <exception cref="BuildRefusedException">As for <see cref="BuildAdmission.AdmitAsync"/> and <see cref="IBuildQueue.Submit"/>.</exception>
    /// <exception cref="ImaginatorException">As for <see cref="BuildAdmission.AdmitAsync"/>.</exception>
    public async Task<SubmittedBuild> SubmitAsync(BuildRequest request, Caller caller, CancellationToken cancellationToken)
    {
        var admitted = await admission.AdmitAsync(request, caller, cancellationToken);
        return new SubmittedBuild(admitted, queue.Submit(admitted));
    }

    /// <summary>Admits a request, which <see cref="SubmitDetached"/> can submit.</summary>
    /// <exception cref="BuildRefusedException">As for <see cref="BuildAdmission.AdmitAsync"/>.</exception>
    /// <exception cref="ImaginatorException">As for <see cref="BuildAdmission.AdmitAsync"/>.</exception>
    public Task<QueuedRequest> AdmitAsync(BuildRequest request, Caller caller, CancellationToken cancellationToken) =>
        admission.AdmitAsync(request, caller, cancellationToken);

    /// <summary>Submits an admitted request. The build continues without subscriptions.</summary>
    /// <param name="admitted">The request.</param>
    /// <param name="retryOf">The build that this one repeats; null for none.</param>
    /// <exception cref="BuildRefusedException">As for <see cref="IBuildQueue.Submit"/>.</exception>
    public SubmittedBuild SubmitDetached(QueuedRequest admitted, BuildId? retryOf)
    {
        ArgumentNullException.ThrowIfNull(admitted);
        var detached = admitted with { IsDetached = true, RetryOf = retryOf };
        return new SubmittedBuild(detached, queue.Submit(detached));
    }
}
