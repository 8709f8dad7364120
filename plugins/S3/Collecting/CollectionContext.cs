using Imaginator.Plugins.S3.Buckets;
using Imaginator.Plugins.S3.Catalogue;
using Imaginator.Plugins.S3.Leases;
using Imaginator.Plugins.S3.Reading;
using Imaginator.Plugins.S3.Settings;
using Imaginator.Plugins.S3.States;
using Microsoft.Extensions.Logging;

namespace Imaginator.Plugins.S3.Collecting;

/// <summary>The parts of a store that maintenance uses.</summary>
internal sealed record CollectionContext(
    IBucket Bucket,
    ObjectTable Table,
    IndexSync Sync,
    CollectorStates States,
    ImageCatalogue Catalogue,
    ObjectReader Reader,
    PinLease Pins,
    S3Options Options,
    ILogger Logger);
