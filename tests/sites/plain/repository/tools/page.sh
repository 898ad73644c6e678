#!/bin/sh
echo page
