using System.Net;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Imaginator.Plugins.S3.Reporting;
using Imaginator.Plugins.S3.Settings;

namespace Imaginator.Plugins.S3.Buckets;

/// <summary>A bucket of Amazon S3 or a compatible server.</summary>
/// <remarks>
/// The SDK repeats requests that failed for a reason that can pass, with growing pauses. Bodies are in memory, so that it can.
/// </remarks>
internal sealed class AmazonBucket(AmazonS3Client client, StoreUrl url, ServerClock clock, TimeSpan timeout) : IBucket
{
    private readonly bool _isEncrypted = url.Endpoint?.Scheme != Uri.UriSchemeHttp;

    public string DisplayName => url.DisplayName;

    public ServerClock Clock => clock;

    public async Task<string?> PutAsync(
        string key, ReadOnlyMemory<byte> contents, WriteCondition condition, CancellationToken cancellationToken)
    {
        var request = new PutObjectRequest
        {
            BucketName = url.Bucket,
            Key = url.Prefix + key,
            InputStream = Open(contents),
            ContentType = "application/octet-stream",
            UseChunkEncoding = false,
            DisablePayloadSigning = _isEncrypted,
            IfNoneMatch = condition.MustBeAbsent ? "*" : null,
            IfMatch = condition.Tag,
        };
        var isConditional = condition != WriteCondition.None;
        return await CallAsync(
            $"cannot write {key}",
            async token =>
            {
                try
                {
                    return ToTag((await client.PutObjectAsync(request, token)).ETag);
                }
                catch (AmazonServiceException e) when (isConditional && (BucketErrors.IsConflict(e) || BucketErrors.IsMissing(e)))
                {
                    return null;
                }
            },
            cancellationToken);
    }

    public Task<BucketObject?> TryGetAsync(string key, int maximumLength, CancellationToken cancellationToken) => CallAsync(
        $"cannot read {key}",
        async token =>
        {
            try
            {
                using var response = await client.GetObjectAsync(Request(key), token);
                if (response.ContentLength < 0 || response.ContentLength > maximumLength)
                {
                    throw StoreErrors.CorruptRecord(
                        DisplayName, key, FormattableString.Invariant($"its length {response.ContentLength} is not from 0 to {maximumLength} bytes"));
                }

                var contents = new byte[response.ContentLength];
                await response.ResponseStream.ReadExactlyAsync(contents, token);
                return new BucketObject(contents, ToTag(response.ETag), ToTime(response.LastModified));
            }
            catch (AmazonServiceException e) when (BucketErrors.IsMissing(e))
            {
                return null;
            }
        },
        cancellationToken);

    public Task<Stream?> OpenAsync(string key, long offset, long length, CancellationToken cancellationToken) => CallAsync<Stream?>(
        $"cannot read {key}",
        async token =>
        {
            var request = Request(key);
            request.ByteRange = new ByteRange(offset, offset + length - 1);
            try
            {
                var response = await client.GetObjectAsync(request, token);
                return new ProgressStream(response.ResponseStream, response, timeout);
            }
            catch (AmazonServiceException e) when (BucketErrors.IsMissing(e))
            {
                return null;
            }
            catch (AmazonServiceException e) when (e.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
            {
                // The object is shorter: the same as a stream that ends early.
                return new MemoryStream([], writable: false);
            }
        },
        cancellationToken);

    public async IAsyncEnumerable<BucketEntry> ListAsync(
        string prefix, string after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new ListObjectsV2Request
        {
            BucketName = url.Bucket,
            Prefix = url.Prefix + prefix,
            StartAfter = after.Length > 0 ? url.Prefix + after : null,
        };
        while (true)
        {
            var page = await CallAsync($"cannot list {prefix}", token => client.ListObjectsV2Async(request, token), cancellationToken);
            foreach (var item in page.S3Objects ?? [])
            {
                if (item.Key.StartsWith(request.Prefix, StringComparison.Ordinal))
                {
                    yield return new BucketEntry(item.Key[url.Prefix.Length..], item.Size ?? 0, ToTag(item.ETag), ToTime(item.LastModified));
                }
            }

            // A page that is not the last and names no next one would be read again and again.
            if (page.IsTruncated is not true || string.IsNullOrEmpty(page.NextContinuationToken)
                || page.NextContinuationToken == request.ContinuationToken)
            {
                yield break;
            }

            request.ContinuationToken = page.NextContinuationToken;
            request.StartAfter = null;
        }
    }

    public Task DeleteAsync(string key, CancellationToken cancellationToken) => CallAsync(
        $"cannot remove {key}",
        async token =>
        {
            try
            {
                await client.DeleteObjectAsync(url.Bucket, url.Prefix + key, token);
            }
            catch (AmazonServiceException e) when (BucketErrors.IsMissing(e))
            {
                // Most servers do not report it.
            }

            return true;
        },
        cancellationToken);

    public async Task<string> BeginPartsAsync(string key, CancellationToken cancellationToken)
    {
        var request = new InitiateMultipartUploadRequest
        {
            BucketName = url.Bucket,
            Key = url.Prefix + key,
            ContentType = "application/octet-stream",
        };
        var response = await CallAsync(
            $"cannot begin {key}", token => client.InitiateMultipartUploadAsync(request, token), cancellationToken);
        return response.UploadId;
    }

    public async Task<string> PutPartAsync(
        string key, string uploadId, int number, ReadOnlyMemory<byte> contents, CancellationToken cancellationToken)
    {
        var request = new UploadPartRequest
        {
            BucketName = url.Bucket,
            Key = url.Prefix + key,
            UploadId = uploadId,
            PartNumber = number,
            PartSize = contents.Length,
            InputStream = Open(contents),
            UseChunkEncoding = false,
            DisablePayloadSigning = _isEncrypted,
        };
        var response = await CallAsync($"cannot write a part of {key}", token => client.UploadPartAsync(request, token), cancellationToken);
        return ToTag(response.ETag);
    }

    public async Task CompletePartsAsync(
        string key, string uploadId, IReadOnlyList<string> tags, CancellationToken cancellationToken)
    {
        var request = new CompleteMultipartUploadRequest
        {
            BucketName = url.Bucket,
            Key = url.Prefix + key,
            UploadId = uploadId,
            PartETags = [.. tags.Select((tag, index) => new PartETag(index + 1, tag))],
        };
        await CallAsync($"cannot complete {key}", token => client.CompleteMultipartUploadAsync(request, token), cancellationToken);
    }

    public async Task AbortPartsAsync(string key, string uploadId, CancellationToken cancellationToken) => await CallAsync(
        $"cannot remove the parts of {key}",
        token => client.AbortMultipartUploadAsync(url.Bucket, url.Prefix + key, uploadId, token),
        cancellationToken);

    public void Dispose() => client.Dispose();

    private static MemoryStream Open(ReadOnlyMemory<byte> contents) =>
        MemoryMarshal.TryGetArray(contents, out var segment)
            ? new MemoryStream(segment.Array!, segment.Offset, segment.Count, writable: false)
            : new MemoryStream(contents.ToArray(), writable: false);

    // Servers do not agree on the quotation marks in lists.
    private static string ToTag(string? tag) => $"\"{tag?.Trim('"')}\"";

    // An object without a time counts as new, so that nothing removes it.
    private static DateTimeOffset ToTime(DateTime? time) =>
        time is { } value ? new DateTimeOffset(value.ToUniversalTime(), TimeSpan.Zero) : DateTimeOffset.MaxValue;

    private GetObjectRequest Request(string key) => new() { BucketName = url.Bucket, Key = url.Prefix + key };

    private async Task<T> CallAsync<T>(string action, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

        // The repetitions of the SDK are in this time, so that a conditional write has a known latest time.
        stop.CancelAfter(timeout);
        try
        {
            return await call(stop.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw BucketErrors.TimedOut(DisplayName, action, timeout);
        }
        catch (Exception e) when (BucketErrors.IsEnvironmental(e))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw BucketErrors.Translate(e, DisplayName, action);
        }
    }
}
