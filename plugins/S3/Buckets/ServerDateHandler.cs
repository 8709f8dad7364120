namespace Imaginator.Plugins.S3.Buckets;

/// <summary>Tells the clock the <c>Date</c> header of each answer.</summary>
internal sealed class ServerDateHandler(HttpMessageHandler inner, ServerClock clock) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var sentAt = clock.GetLocalNow();
        var response = await base.SendAsync(request, cancellationToken);
        if (response.Headers.Date is { } date)
        {
            clock.Observe(date, sentAt, clock.GetLocalNow());
        }

        return response;
    }
}
