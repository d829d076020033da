#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Uploads the files of a folder with boto3's transfer manager: upload_boto3.py BUCKET PREFIX FOLDER; or makes a bucket:
upload_boto3.py --make BUCKET. The store and the keys are in the environment."""

import argparse
import pathlib

import boto3
from botocore.config import Config


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--make", action="store_true")
    parser.add_argument("bucket")
    parser.add_argument("prefix", nargs="?")
    parser.add_argument("folder", nargs="?", type=pathlib.Path)
    options = parser.parse_args()
    client = boto3.client("s3", config=Config(s3={"addressing_style": "path"}))
    if options.make:
        client.create_bucket(Bucket=options.bucket)
        return
    for path in sorted(options.folder.glob("*.parquet")):
        client.upload_file(str(path), options.bucket, f"{options.prefix}/{path.name}")


main()
