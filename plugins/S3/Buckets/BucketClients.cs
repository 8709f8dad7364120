using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Imaginator.Plugins.S3.Settings;

namespace Imaginator.Plugins.S3.Buckets;

/// <summary>Makes the bucket of a URL.</summary>
internal static class BucketClients
{
    public static AmazonBucket Open(StoreUrl url, S3Options options, TimeProvider timeProvider)
    {
        var clock = new ServerClock(timeProvider);
        var configuration = new AmazonS3Config
        {
            ForcePathStyle = url.UsesPathStyle,
            RetryMode = RequestRetryMode.Standard,
            MaxErrorRetry = options.RequestRetries,
            HttpClientFactory = new BucketHttpClients(clock, options.Parallelism * 2),

            // Objects are compared with their SHA-512 hash, and servers other than Amazon's do not know all checksums.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (url.Endpoint is { } endpoint)
        {
            configuration.ServiceURL = endpoint.AbsoluteUri;
            configuration.AuthenticationRegion = url.Region;
        }
        else
        {
            configuration.RegionEndpoint = RegionEndpoint.GetBySystemName(url.Region);
        }

        return new AmazonBucket(CreateClient(configuration, url, options, timeProvider), url, clock, options.RequestTimeout);
    }

    private static AmazonS3Client CreateClient(AmazonS3Config configuration, StoreUrl url, S3Options options, TimeProvider timeProvider)
    {
        if (options.CredentialsFile.Length > 0)
        {
            var credentials = new CredentialsFile(options.CredentialsFile, options.CredentialsProfile, timeProvider);

            // A file that cannot be used must fail here, not in the middle of a build.
            _ = credentials.GetCredentials();
            return new AmazonS3Client(credentials, configuration);
        }

        try
        {
            return new AmazonS3Client(configuration);
        }
        catch (AmazonClientException e)
        {
            throw BucketErrors.Translate(e, url.DisplayName, "cannot use the credentials of this machine");
        }
    }
}
